"""The pages of the desk: the member's, the clinician's, the owner's."""
