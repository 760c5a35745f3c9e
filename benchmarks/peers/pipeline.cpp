// The pipeline as one would write it by hand for speed, with the design and the random numbers of our kernel, so that it
// gives the same lives: a bucket for each day and a line for each resource as doubly linked lists laid in arrays, what
// is known of a case asked for a few turns ahead, Philox-4x32-10 addressed by case, stage and route.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace {

constexpr int NOBODY = -1, NEVER = INT32_MAX, FAR = 4;
constexpr int DECISION = 0, APPEAL = 1, DETENTION = 2, TRANSFER = 3, HUB = 4, GRANTED = 5, WITHDRAWN = 6, LOST = 7,
              RELEASED = 8, LEFT = 9, RETURNED = 10, STAGES = 11;
constexpr int DECIDERS = 0, COURT = 1, BEDS = 2, PLACES = 3, RESOURCES = 4, KNOTS = 65;
constexpr double EPSILON = 1e-9;

struct Setting {  // filled by cpp.py, field by field
  int64_t cases, days;
  const int32_t *arrivals, *month;
  uint64_t seed;
  double year, granted, allowed, withdraw, lost, bail, leave, leave_hub, lost_hub;
  double offered[RESOURCES];
  double stay[KNOTS], flight[KNOTS], hub_stay[KNOTS];
  uint32_t stages[STAGES], routes[STAGES];  // addresses of their names
};

struct Case {
  int32_t entered, clock, due, since, waited;
  int16_t to;  // where the clock leads
  int8_t stage, line, held;
};

struct Link {
  int32_t next, last;
};

struct Lists {
  std::vector<Link> links;
  std::vector<int32_t> heads, tails;
  Lists(int64_t cases, int64_t lists) : links(cases), heads(lists, NOBODY), tails(lists, NOBODY) {}

  void put(int32_t who, int64_t where) {
    const int32_t before = tails[where];
    links[who] = {NOBODY, before};
    tails[where] = who;
    (before >= 0 ? links[before].next : heads[where]) = who;
  }

  void take(int32_t who, int64_t where) {
    const auto [after, before] = links[who];
    (before >= 0 ? links[before].next : heads[where]) = after;
    (after >= 0 ? links[after].last : tails[where]) = before;
  }
};

double uniform(uint64_t seed, uint32_t who, uint32_t stage, uint32_t route) {
  uint32_t c0 = who, c1 = stage, c2 = 0, c3 = route, k0 = uint32_t(seed), k1 = uint32_t(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
    c0 = uint32_t(p1 >> 32) ^ c1 ^ k0;
    c1 = uint32_t(p1);
    c2 = uint32_t(p0 >> 32) ^ c3 ^ k1;
    c3 = uint32_t(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return (c0 + 0.5) / 4294967296.0;
}

struct Simulation {
  const Setting &set;
  std::vector<Case> cases;
  Lists due, waiting;
  double credit[2] = {0, 0};
  int64_t taken[RESOURCES] = {}, stock[STAGES] = {}, *inflow, *flow, *spent, *used;
  int32_t today = 0, month = 0;

  Simulation(const Setting &s, int64_t *in, int64_t *out, int64_t *days, int64_t *use)
      : set(s), cases(s.cases), due(s.cases, s.days), waiting(s.cases, RESOURCES), inflow(in), flow(out), spent(days),
        used(use) {}

  int32_t fires(int32_t who, int stage, int route, double rate) const {
    const double days = -std::log(uniform(set.seed, who, set.stages[stage], set.routes[route])) / rate * set.year;
    return days >= NEVER ? NEVER : std::max(today + int32_t(std::ceil(days)), today + 1);
  }

  int32_t work(int32_t who, int stage, const double *table) const {
    const double place = uniform(set.seed, who, set.stages[stage], 0) * (KNOTS - 1);
    const int knot = std::min(int(place), KNOTS - 2);
    return today + std::max(1, int(table[knot] + (place - knot) * (table[knot + 1] - table[knot]) + 0.5));
  }

  bool happens(int32_t who, int stage, int route, double share) const {
    return uniform(set.seed, who, set.stages[stage], set.routes[route]) < share;
  }

  void clocks(int32_t who, Case &it, int first, double first_rate, int second, double second_rate) const {
    it.clock = fires(who, it.stage, first, first_rate);
    it.to = int16_t(first);
    if (second_rate > 0) {
      const int32_t other = fires(who, it.stage, second, second_rate);
      if (other < it.clock) it.clock = other, it.to = int16_t(second);
    }
  }

  void line_up(int32_t who, Case &it, int line) {
    it.line = int8_t(line);
    it.since = today;
    waiting.put(who, line);
  }

  void leave_line(int32_t who, Case &it) {
    waiting.take(who, it.line);
    it.waited += today - it.since;
    it.line = -1;
  }

  // secures a place (or stands in line for it) and gives the day on which the work will be done
  int32_t occupy(int32_t who, Case &it, int resource, const double *table) {
    if (waiting.heads[resource] >= 0 || taken[resource] + 1 > set.offered[resource] + EPSILON) {
      line_up(who, it, resource);
      return NEVER;
    }
    ++taken[resource];
    it.held = int8_t(resource);
    return work(who, it.stage, table);
  }

  void rest(int32_t who, Case &it, int32_t done) {
    it.due = std::min(done, it.clock);
    if (it.due < set.days) due.put(who, it.due);
  }

  void enter(int32_t who, Case &it, int stage) {
    it.stage = int8_t(stage);
    it.entered = today;
    it.waited = 0;
    it.clock = NEVER;
    ++stock[stage];
    ++inflow[month * STAGES + stage];
    int32_t done = NEVER;
    switch (stage) {
      case DECISION: clocks(who, it, WITHDRAWN, set.withdraw, 0, 0); line_up(who, it, DECIDERS); break;
      case APPEAL: clocks(who, it, LOST, set.lost, 0, 0); line_up(who, it, COURT); break;
      case DETENTION:
        clocks(who, it, RELEASED, set.bail, LEFT, set.leave);
        done = occupy(who, it, BEDS, set.stay);
        break;
      case TRANSFER: done = work(who, stage, set.flight); break;
      case HUB:
        clocks(who, it, LEFT, set.leave_hub, LOST, set.lost_hub);
        done = occupy(who, it, PLACES, set.hub_stay);
        break;
    }
    rest(who, it, done);
  }

  void move(int32_t who, Case &it, int to) {
    --stock[it.stage];
    ++flow[(month * STAGES + it.stage) * STAGES + to];
    if (it.held > 0) --taken[it.held], it.held = 0;
    enter(who, it, to);
  }

  // asks for the case whose turn is near; the one after it
  int32_t ask(const Lists &lists, int32_t who) const {
    if (who < 0) return who;
    __builtin_prefetch(&cases[who]);
    __builtin_prefetch(&lists.links[who]);
    __builtin_prefetch(&(&lists == &due ? waiting : due).links[who]);
    return lists.links[who].next;
  }

  int32_t ask_far(const Lists &lists, int32_t who) const {
    for (int turn = 0; turn < FAR; ++turn) who = ask(lists, who);
    return who;
  }

  void move_due() {
    int32_t ahead = ask_far(due, due.heads[today]);
    for (int32_t who; (who = due.heads[today]) >= 0;) {
      Case &it = cases[who];
      ahead = ask(due, ahead);
      due.take(who, today);
      if (it.line >= 0) leave_line(who, it);
      if (it.clock <= today) move(who, it, it.to);
      else move(who, it, it.stage == DETENTION ? TRANSFER : it.stage == TRANSFER ? HUB : RETURNED);
    }
  }

  int32_t call(int resource, int32_t &ahead) {
    const int32_t who = waiting.heads[resource];
    Case &it = cases[who];
    ahead = ask(waiting, ahead);
    leave_line(who, it);
    if (it.due < set.days) due.take(who, it.due);
    return who;
  }

  void serve(int resource) {
    const int stage = resource == DECIDERS ? DECISION : APPEAL, yes = GRANTED;
    int32_t ahead = ask_far(waiting, waiting.heads[resource]);
    for (credit[resource] += set.offered[resource]; waiting.heads[resource] >= 0 && credit[resource] + EPSILON >= 1;) {
      const int32_t who = call(resource, ahead);
      credit[resource] -= 1;
      ++used[month * RESOURCES + resource];
      move(who, cases[who], happens(who, stage, yes, stage == DECISION ? set.granted : set.allowed) ? yes : stage + 1);
    }
    if (waiting.heads[resource] < 0) credit[resource] -= std::floor(credit[resource] + EPSILON);
  }

  void fill(int resource, const double *table) {
    int32_t ahead = ask_far(waiting, waiting.heads[resource]);
    while (waiting.heads[resource] >= 0 && taken[resource] + 1 <= set.offered[resource] + EPSILON) {
      const int32_t who = call(resource, ahead);
      Case &it = cases[who];
      ++taken[resource];
      it.held = int8_t(resource);
      rest(who, it, work(who, it.stage, table));
    }
  }

  void run() {
    for (auto &it : cases) it.line = -1;
    int64_t upcoming = 0;
    for (today = 0; today < set.days; ++today) {
      month = set.month[today];
      for (; upcoming < set.cases && set.arrivals[upcoming] <= today; ++upcoming)
        enter(int32_t(upcoming), cases[upcoming], DECISION);
      move_due();
      serve(DECIDERS);
      serve(COURT);
      fill(BEDS, set.stay);
      fill(PLACES, set.hub_stay);
      for (int stage = 0; stage < STAGES; ++stage) spent[month * STAGES + stage] += stock[stage];
      for (int resource = BEDS; resource <= PLACES; ++resource) used[month * RESOURCES + resource] += taken[resource];
    }
  }
};

}  // namespace

// arrays by month: inflow (M, stages), flow (M, stages, stages), spent (M, stages), used (M, resources)
extern "C" void simulate(const Setting *set, int64_t *inflow, int64_t *flow, int64_t *spent, int64_t *used) {
  Simulation(*set, inflow, flow, spent, used).run();
}
