# The peers of benchmarks/outcomes.py: published R code, read from checkouts and run on the cases in a folder.
# Rscript outcomes_peer.R CHECKOUTS CASES: for each table in CASES an answer beside it, and seconds.csv.
suppressPackageStartupMessages({library(dplyr); library(tidyr); library(rlang)})
given <- commandArgs(TRUE); checkouts <- given[1]; cases <- given[2]
has <- function(name) dir.exists(file.path(checkouts, name))
take <- function(...) source(file.path(checkouts, ...))
read <- function(name) read.csv(file.path(cases, paste0(name, ".csv")))
seconds <- c()
timed <- function(name, what) {
  used <- system.time(found <- what)
  seconds[name] <<- used[["user.self"]] + used[["sys.self"]]
  write.table(format(found, digits = 17), file.path(cases, paste0(name, ".out")),
              row.names = FALSE, col.names = FALSE, quote = FALSE)
}

if (has("clinicalsignificance")) {
  for (file in c("package-utils", "calc_anchor", "calc_percentage", "calc_rci", "calc_cutoff", "calc_recovered"))
    take("clinicalsignificance", "R", paste0(file, ".R"))
  samples <- split(read("pairs"), read("pairs")$sample)
  about <- read("about")
  codes <- function(rows) with(rows, ifelse(recovered, 0, ifelse(harmed, 4, ifelse(improved, 1,
                               ifelse(deteriorated, 3, 2)))))
  one <- function(method, rows, a) {
    direction <- a$direction
    data <- list(data = tibble(id = seq_len(nrow(rows)), pre = rows$before, post = rows$after,
                               change = rows$after - rows$before))
    critical <- if (method == "ha") 1.645 else 1.96
    rci <- get(paste0("calc_rci.cs_", method))
    arguments <- list(data = data, m_pre = mean(rows$before), sd_pre = sd(rows$before), m_post = mean(rows$after),
                      sd_post = sd(rows$after), reliability = a$reliability, reliability_post = a$reliability_after,
                      direction = direction, critical_value = critical)
    found <- do.call(rci, arguments[names(arguments) %in% c(names(formals(rci)))])
    cutoff <- if (method == "ha") calc_cutoff_from_data.cs_ha else calc_cutoff_from_data.default
    line <- cutoff(data, m_clinical = mean(rows$before), sd_clinical = sd(rows$before), m_functional = a$mean_functional,
                   sd_functional = a$sd_functional, m_post = mean(rows$after), sd_post = sd(rows$after),
                   reliability = a$reliability, type = "c", direction = direction, critical_value = critical)
    together <- if (method == "ha") .calc_recovered_ha else .calc_recovered
    rows <- together(data[["data"]], line[["data"]], found[["data"]])
    cbind(rows$rci, codes(rows))
  }
  for (method in c("jt", "en", "gln", "hll", "nk", "ha"))
    timed(method, do.call(rbind, Map(function(rows, a) one(method, rows, a), samples, split(about, about$sample))))
  timed("cutoffs", do.call(rbind, lapply(split(read("lines"), seq_len(nrow(read("lines")))), function(a) sapply(
    c("a", "b", "c"), function(type) .calc_cutoff_jt(a$m_clinical, a$sd_clinical, a$m_functional, a$sd_functional, type,
                                                   a$direction)$value))))
  pairs <- read("pairs"); pairs <- tibble(id = seq_len(nrow(pairs)), pre = pairs$before, post = pairs$after,
                                          change = pairs$after - pairs$before)
  verdict <- function(rows) rows$improved - rows$deteriorated
  timed("anchor", verdict(calc_anchor.cs_anchor_individual_within(list(data = pairs), 7, 5, -1, .95)$data))
  timed("percentage", verdict(calc_percentage(pairs, .5, .25, -1)))
}

if (has("suddengains")) {
  take("suddengains", "R", "identify_sg.R")
  columns <- paste0("s", 1:12)
  timed("gains", suppressMessages(as.matrix(identify_sg(read("sessions"), "id", columns, 7)[, -(1:13)])))
}

if (has("multilevel")) {
  suppressWarnings(take("multilevel", "R", "multilevel.R"))
  people <- read("people")
  sets <- split(people, people$set)
  timed("icc", do.call(rbind, lapply(sets, function(rows) {
    model <- aov(score ~ as.factor(group), data = rows); c(ICC1(model), ICC2(model)) })))
  answers <- read("answers"); questions <- answers[, -1]
  timed("rwg", rwg(questions[, 1], answers$group)$rwg)
  timed("rwg_j", rwg.j(questions, answers$group)$rwg.j)
  items <- read("items")
  timed("alpha", sapply(split(items[, -1], items$group), function(rows) cronbach(rows)$Alpha))
}

write.csv(data.frame(name = names(seconds), seconds = seconds), file.path(cases, "seconds.csv"), row.names = FALSE)
