"""Who acts, and the ties and conditions that several parts of the process share."""

from waystation.process.words import Bond, Frailty
from waystation.rules.expr import Compare, Condition, Is, Tally

HOME_OFFICE, TRIBUNAL, APPLICANT, COURTS = "Home Office", "Tribunal", "Applicant", "Courts"
SINCE = "rights_exhausted"
MERIT = Bond("strength", "decisions.merit_weight")
CONTACT = Bond("contact", "contact.weight")
RETURNABILITY = Frailty("returnability", "returns.frailty_share")
OTHER = Condition("other_appeal", "comes from outside the model's refusals", Is("other_appeal"))
REFUSED = Condition("rights_are_exhausted", "has exhausted appeal rights", Compare(Tally("since", SINCE), ">=", 0))
NOT_REFUSED = Condition(
    "rights_not_exhausted", "has not exhausted appeal rights", Compare(Tally("since", SINCE), "<", 0)
)
