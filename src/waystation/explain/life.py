"""One simulated life in sentences: where a case was, what it waited for, what was decisive, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from waystation.base.english import join, plural, say_day
from waystation.cases.schema import Cases
from waystation.explain.replay import Ran, Simulated, Step, Tried
from waystation.explain.ways import Setting
from waystation.process.words import Route
from waystation.rules.expr import Fact
from waystation.world.world import World

LUCK = "The same luck was drawn for this case in both worlds."


@dataclass(frozen=True)
class Visit:
    """A visit told: `because` says in sentences why it ended so; `numbers` are the parameters that decided.

    `ways` names every way out that the stage has in this world.
    """

    stage: str
    title: str
    actor: str
    entered: date
    left: date | None
    days: int
    waited: int
    route: str
    says: str
    because: tuple[str, ...]
    numbers: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """A case in one world: its visits, and how it ends or where it is on the last day."""

    scenario: str
    title: str
    visits: tuple[Visit, ...]
    end: str


def life(simulated: Simulated, number: int, setting: Setting, *, scenario: str, title: str) -> Life:
    """The life of a case in one world."""
    steps = simulated.steps(number)
    teller = _Teller(setting, simulated.world)
    return Life(scenario, title, tuple(map(teller.visit, steps)), teller.end(steps, simulated.cases, number))


def who(cases: Cases, number: int, world: World) -> str:
    """The case in a sentence: what is known of it when it enters."""
    said = [_fact(fact, cases, number) for fact in world.facts.values() if not fact.moving]
    people = int(cases.people[number])
    traits = ", ".join(f"{name} {float(column[number]):.2f}" for name, column in cases.traits.items())
    drawn = f" Traits drawn once for it, from 0 to 1: {traits}." if traits else ""
    return f"{'; '.join([*said, plural(people, 'person', 'people')])}. {_enters(cases, number, world)}{drawn}"


def _enters(cases: Cases, number: int, world: World) -> str:
    entered, start = int(cases.entered[number]), world.calendar.start
    stage, day = world.process[cases.stages[cases.stage[number]]].title, say_day(world.calendar.date(entered))
    if entered < 0:
        return f"On {say_day(start)}, the first day simulated, it is at '{stage}' already, since {day}."
    return f"It comes in on {day}, at '{stage}'."


def _fact(fact: Fact, cases: Cases, number: int) -> str:
    value = cases.facts[fact.name][number].item()
    if fact.kind == "truth":
        return fact.says if value else fact.unless or f"not: {fact.says}"
    if fact.kind == "category":
        return f"{fact.says} {fact.classes[int(value)]}"
    return f"{fact.says} {int(value)}"


@dataclass(frozen=True)
class _Teller:
    setting: Setting
    world: World

    def day(self, day: int) -> str:
        return say_day(self.world.calendar.date(day))

    def visit(self, step: Step) -> Visit:
        calendar, stage, route = self.world.calendar, step.stage, step.route
        last = calendar.days - 1 if step.left is None else step.left
        return Visit(
            stage.id, stage.title, stage.actor, calendar.date(step.entered),
            None if step.left is None else calendar.date(step.left), last - step.entered, step.waited,
            route.name if route else "", self.says(route) if route else "", tuple(self.because(step)),
            tuple(dict.fromkeys(_numbers(step))), tuple(each.name for each in stage.routes),
        )  # fmt: skip

    def says(self, route: Route) -> str:
        return route.says or f"goes on to '{self.world.process[route.to].title}'"

    def because(self, step: Step) -> Iterator[str]:
        if step.route is None:
            yield from self.still(step)
        elif step.is_clock:
            yield from self.clock(step, step.route)
        else:
            yield from self.waits(step)
            yield from self.choice(step.tried)
            yield from self.others(step.ran, "Had run beside it")

    def still(self, step: Step) -> Iterator[str]:
        if step.waited:
            yield f"It has waited {plural(step.waited, 'day')} for {self.resources(step)}."
        yield from self.others(step.ran, "Clocks that run there")

    def waits(self, step: Step) -> Iterator[str]:
        if step.worked:
            yield f"The work there took {plural(step.worked, 'day')}."
        if step.waited:
            yield f"It waited {plural(step.waited, 'day')} for {self.resources(step)}."

    def resources(self, step: Step) -> str:
        through = (route.through for route in step.stage.routes)
        names = dict.fromkeys(name for name in (*step.stage.holds, step.stage.queue, *through) if name)
        return join([self.world.process.resource[name].title for name in names], last="or")

    def clock(self, step: Step, route: Route) -> Iterator[str]:
        assert route.after is not None and step.left is not None
        name = route.after.of
        fired = next((ran.fires for ran in step.ran if ran.route is route), None)
        when = f" on {self.day(fired)}" if fired is not None and fired != step.left else ""
        yield f"Decisive: this clock, which ran out{when} ({self.number(name, step)})."
        if route.through is not None:
            resource = self.world.process.resource[route.through].title
            yield f"Its turn for {resource} came after {plural(step.waited, 'day')}."
        elif step.waited:
            yield f"It had waited {plural(step.waited, 'day')} for {self.resources(step)}."
        rest = tuple(ran for ran in step.ran if ran.route is not route)
        yield from self.others(rest, "Would have come later")

    def others(self, ran: tuple[Ran, ...], title: str) -> Iterator[str]:
        """Clocks that did not decide: when each would have run out."""
        if ran:
            said = [f"{self.says(each.route)} ({self.day(each.fires)})" for each in ran if each.fires is not None]
            never = "; ".join(self.says(each.route) for each in ran if each.fires is None)
            yield f"{title}: {'; '.join([*said, *([f'not by the last day simulated: {never}'] if never else [])])}."

    def choice(self, tried: tuple[Tried, ...]) -> Iterator[str]:
        """Why the last of the ways tried was taken, and the others were not."""
        *before, taken = tried
        if taken.share is not None:
            yield f"Decisive: chance; {self.share(taken)}."
        elif taken.route.when:
            yield f"Decisive: it {join([condition.says for condition in taken.route.when])}."
        if before:
            yield f"Tried before: {'; '.join(self.refused(each) for each in before)}."

    def refused(self, tried: Tried) -> str:
        says = self.says(tried.route)
        match tried.outcome:
            case "not in force":
                return f"{says} (not in force that day)"
            case "nothing offered":
                return f"{says} (nothing was offered that day)"
            case "not for this case":
                return f"{says} (only for a case that {join([condition.says for condition in tried.route.when])})"
            case _:
                return f"{says} (by chance not; {self.share(tried)})"

    def share(self, tried: Tried) -> str:
        assert tried.share is not None and tried.route.share is not None
        trait = f", the trait {tried.route.bond.trait} weighing in" if tried.route.bond else ""
        return f"it happens in {tried.share:.0%} of such cases [{tried.route.share}]{trait}"

    def number(self, name: str, step: Step) -> str:
        day = self.world.calendar.date(max(step.entered, 0))
        return f"{self.setting.value(name, step.facts, day)} [{name}]"

    def end(self, steps: tuple[Step, ...], cases: Cases, number: int) -> str:
        calendar = self.world.calendar
        last = say_day(calendar.end)
        if not steps:
            arrives = int(cases.entered[number])
            if arrives >= calendar.days:
                return f"It never enters: it would come on {self.day(arrives)}, after the last day simulated, {last}."
            return f"It never enters in this world; elsewhere it would come on {self.day(arrives)}."
        stage, since = steps[-1].stage, self.day(steps[-1].entered)
        if stage.is_end:
            return f"It ends on {since}: {stage.title}."
        days = plural(calendar.days - 1 - steps[-1].entered, "day")
        return f"On {last}, the last day simulated, it is still in '{stage.title}', since {since} ({days})."


def _numbers(step: Step) -> Iterator[str]:
    """The parameters that decided."""
    if step.route is not None and step.route.after is not None:
        yield from (step.route.after.of, *step.route.after.times)
    yield from (each.route.share for each in step.tried if each.route.share)


# --- two lives beside one another --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parting:
    """How many visits two lives share, the day on which they part (None: they never do), and why."""

    shared: int
    day: date | None
    why: str


def parting(here: Life, there: Life) -> Parting:
    """Where the life in one world leaves the life in the other."""
    pairs = list(zip(here.visits, there.visits, strict=False))
    shared = next((n for n, (one, other) in enumerate(pairs) if _fate(one) != _fate(other)), len(pairs))
    if shared == len(here.visits) == len(there.visits):
        return Parting(shared, None, "In both worlds its life is the same, day by day.")
    if shared == len(pairs):
        return Parting(shared, None, "It enters one of the two worlds only.")
    one, other = pairs[shared]
    day = min((visit.left for visit in (one, other) if visit.left), default=one.entered)
    return Parting(shared, day, _why(one, other, here, there))


def _fate(visit: Visit) -> tuple[object, ...]:
    return visit.stage, visit.entered, visit.left, visit.route


def _why(one: Visit, other: Visit, here: Life, there: Life) -> str:
    """What differs in the first visit that does."""
    parts = [f"in '{life.title}' {_left(visit)}" for life, visit in ((here, one), (there, other))]
    pairs = ((here, one, other), (there, other, one))
    missing = [
        f" '{life.title}' has no such way out." for life, has, took in pairs if took.route not in (*has.ways, "")
    ]
    if one.waited != other.waited and one.route == other.route:
        missing = [" The way is the same, the wait is not: others came before it, or places were taken."]
    return f"They part in '{one.title}': {'; '.join(parts)}.{''.join(missing)}"


def _left(visit: Visit) -> str:
    if visit.left is None:
        return "it stays there to the last day simulated"
    waited = f", having waited {plural(visit.waited, 'day')} for its turn" if visit.waited else ""
    return f"it leaves on {say_day(visit.left)}: {visit.says}{waited}"
