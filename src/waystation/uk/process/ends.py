"""Where cases end."""

from waystation.process.words import Stage

STAGES = (
    Stage("granted", "Granted protection", "Ends"),
    Stage("granted_other_leave", "Granted other leave", "Ends"),
    Stage("returned_voluntary", "Returned voluntarily", "Ends"),
    Stage("returned_enforced", "Returned by enforcement", "Ends"),
    Stage("departed_unrecorded", "Left without a record", "Ends"),
    Stage("closed_administratively", "Closed administratively", "Ends"),
    Stage("appeal_closed_elsewhere", "Other appeal ended, case outside the model", "Ends"),
)
