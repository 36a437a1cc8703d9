from holdspace.project.cli import main

main()
