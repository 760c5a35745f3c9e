// Our kernel in C++: the same general design, step for step, on the same tables and with the same random numbers. It knows
// no pipeline: stages, routes, conditions, clocks, lines, priorities and responses are all read from arrays (filled by
// general.py in this order). Beside it our kernel shows what being compiled by numba costs, and nothing else.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

constexpr int NOBODY = -1, FAR = 3, NEXT = 0, LAST = 1, PLACES = 1;
constexpr int32_t NEVER = INT32_MAX, UNMARKED = INT32_MIN, ASIDE = -2, OWN = -2;
constexpr int SPREAD = 2, FIXED = 3, FIXED_FACT = 0, FLAG = 1, SINCE = 2, VISITS = 3;
constexpr double EPSILON = 1e-9, YEAR = 365.25;

struct Stage {
  uint32_t holds, key, clock_key, other_key, exit_key; uint8_t draws; int32_t takes, queue, visit_slot, mark_slot, clock_from, clock_to, exit_from, exit_to;
};
struct Route {
  uint64_t needs; uint32_t key, sets;
  int32_t to, opens, closes, condition_from, condition_to, share, bond_trait, bond_weight, through, clock_kind, clock_table,
      clock_since, times_from, times_to, frail, frail_trait;
};
struct Condition { double value; int32_t kind, item, op; uint8_t negated; };
struct Resource { int32_t kind, guard, line_from, line_to, first_from; uint8_t per_people; };
struct Priority { uint32_t key; int32_t condition_from, condition_to, share; };
struct Case {
  uint64_t passed; uint32_t held, flags, fresh, pick; int32_t entered, clock, due, aside_day, waited;
  int16_t stage, clock_route, aside_route; uint16_t visit; int16_t queue, through, people, group;
};
static_assert(sizeof(Case) == 64);

struct Sizes {
  int64_t cases, days, months, stages, routes, resources, groups, classes_of_rates, classes_of_hazards, bands, frail_classes,
      frail_kinds, knots, axes, words, traits, ranks, visits, marks, passed, answering, classes_of_moves;
};

struct Arrays {
  const Sizes *size;
  const Stage *stages; const Route *routes; const Condition *conditions; const Resource *resources; const Priority *priorities;
  const int32_t *owners, *clock_list, *exit_list, *times_list;
  const double *rates; const int32_t *rate_axis;
  const double *hazards; const int32_t *hazard_axis; const double *edges, *frailties, *quantiles, *capacity;
  const uint64_t *offered; const uint8_t *newest; const int32_t *month_of, *arrives; const int16_t *start, *people;
  const int8_t *classes; const uint64_t *bits; const uint8_t *ranks; const int32_t *own_day; const int64_t *central;
  const double *level, *headroom, *moves; const int32_t *answering; const uint8_t *watched, *counted; const int64_t *spans;
  Case *records; uint8_t *visits; int32_t *marks; double *traits; uint64_t *passed; int32_t *buckets, *heads, *tails, *aside_heads,
      *aside_tails, *waiting, *fronts, *backs; double *credit, *taken; int64_t *lines, *stock;
  int64_t *opening, *inflow, *flow, *month_end, *person_days; double *used; int64_t *queued;
};

struct Luck { double fresh, pick; };

inline Luck luck(uint64_t seed, uint32_t who, uint32_t stage, uint32_t visit, uint32_t slot) {
  uint32_t c0 = who, c1 = stage, c2 = visit, c3 = slot, k0 = uint32_t(seed), k1 = uint32_t(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
    c0 = uint32_t(p1 >> 32) ^ c1 ^ k0;
    c1 = uint32_t(p1);
    c2 = uint32_t(p0 >> 32) ^ c3 ^ k1;
    c3 = uint32_t(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {(c0 + 0.5) / 4294967296.0, (c1 + 0.5) / 4294967296.0};
}

inline double uniform(uint32_t word) { return (word + 0.5) / 4294967296.0; }

// four blocks side by side: the first word of each, then the second
typedef uint64_t Four __attribute__((vector_size(32)));
struct Words { Four first, second; };

inline Words four_blocks(uint64_t seed, uint32_t who, uint32_t stage, uint32_t visit, Four slots) {
  const Four low = Four{} + 0xFFFFFFFFull;
  Four c0 = Four{} + who, c1 = Four{} + stage, c2 = Four{} + visit, c3 = slots;
  Four k0 = Four{} + uint32_t(seed), k1 = Four{} + uint32_t(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const Four p0 = (c0 & low) * 0xD2511F53ull, p1 = (c2 & low) * 0xCD9E8D57ull;
    c0 = (p1 >> 32) ^ (c1 ^ k0);
    c1 = p1;
    c2 = (p0 >> 32) ^ (c3 ^ k1);
    c3 = p0;
    k0 = (k0 + 0x9E3779B9ull) & low;
    k1 = (k1 + 0xBB67AE85ull) & low;
  }
  return {c0, c1};
}

inline bool compare(int op, double left, double right) {
  switch (op) {
    case 0: return left < right;
    case 1: return left <= right;
    case 2: return left > right;
    case 3: return left >= right;
    case 4: return left == right;
  }
  return left != right;
}

inline double at_quantile(const double *table, int64_t size, double share) {
  const double place = share * double(size - 1);
  const int64_t knot = std::min(int64_t(place), size - 2);
  return table[knot] + (place - double(knot)) * (table[knot + 1] - table[knot]);
}

double share_below(const double *table, int64_t size, double value) {
  const int64_t last = size - 1;
  if (value <= table[0]) return 0;
  if (value >= table[last]) return 1;
  int64_t low = 0, high = last;
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    (table[middle] <= value ? low : high) = middle;
  }
  return (double(low) + (value - table[low]) / (table[high] - table[low])) / double(last);
}

double duration(const double *table, int64_t size, double waited, double share) {
  if (waited <= 0) return at_quantile(table, size, share);
  const double below = share_below(table, size, waited);
  return below >= 1 ? waited : at_quantile(table, size, below + (1 - below) * share);
}

double hazard_days(const double *hazards, const double *edges, int64_t bands, double waited, double multiplier, double share) {
  constexpr double forever = std::numeric_limits<double>::infinity();
  if (multiplier <= 0) return forever;
  double left = -std::log(share) / multiplier, now = waited / YEAR;
  for (int64_t band = 0; band < bands; ++band) {
    const double upper = band + 1 < bands ? edges[band + 1] : forever;
    if (now >= upper) continue;
    if (hazards[band] > 0) {
      const double end = now + left / hazards[band];
      if (end <= upper) return end * YEAR;
      left -= (upper - now) * hazards[band];
    }
    now = upper;
  }
  return forever;
}

struct Simulation {
  const Arrays a;
  const Sizes z;
  const uint64_t seed;
  const int64_t most;
  int32_t today = -1;
  int64_t month = 0, ahead = NOBODY;
  std::vector<double> shifts;

  Simulation(const Arrays &arrays, uint64_t s, int64_t m)
      : a(arrays), z(*arrays.size), seed(s), most(m), shifts(z.answering * z.classes_of_moves) {}

  template <bool due> int32_t *links(int64_t who) const { return (due ? a.buckets : a.waiting) + 2 * who; }

  template <bool due> void put(int32_t who, int64_t where, int32_t *heads, int32_t *tails) const {
    const int32_t before = tails[where];
    int32_t *own = links<due>(who);
    own[LAST] = before, own[NEXT] = NOBODY, tails[where] = who;
    (before >= 0 ? links<due>(before)[NEXT] : heads[where]) = who;
  }

  template <bool due> void take(int32_t who, int64_t where, int32_t *heads, int32_t *tails) const {
    const int32_t before = links<due>(who)[LAST], after = links<due>(who)[NEXT];
    (before >= 0 ? links<due>(before)[NEXT] : heads[where]) = after;
    (after >= 0 ? links<due>(after)[LAST] : tails[where]) = before;
  }

  __attribute__((always_inline)) void fetch(int64_t who) const {  // a call that only prefetches would be left out
    __builtin_prefetch(&a.records[who]);
    __builtin_prefetch(&a.visits[who * z.visits]);
    __builtin_prefetch(&a.marks[who * z.marks]);
    __builtin_prefetch(&a.traits[who * z.traits]);
    __builtin_prefetch(&a.passed[who * z.passed]);
    __builtin_prefetch(&a.classes[who * z.axes]);
    __builtin_prefetch(&a.bits[who * z.words]);
    __builtin_prefetch(&a.ranks[who * z.ranks]);
    __builtin_prefetch(links<false>(who));
    __builtin_prefetch(links<true>(who));
  }

  template <bool due> int64_t look_ahead(int way, int64_t who) const {
    if (who < 0) return who;
    const int32_t following = links<due>(who)[way];
    if (following >= 0) fetch(following);
    return following;
  }

  template <bool due> int64_t look_far(int way, int64_t who) const {
    for (int turn = 0; turn < FAR; ++turn) who = look_ahead<due>(way, who);
    return who;
  }

  int group_of(int64_t who, int32_t axis) const { return axis >= 0 ? a.classes[who * z.axes + axis] : 0; }

  double rate(int32_t row, int64_t at, int64_t who) const {
    return a.rates[(row * z.months + at) * z.classes_of_rates + group_of(who, a.rate_axis[row])];
  }

  bool meets(int32_t first, int32_t last, const Case &it, int64_t who, int32_t day) const {
    for (int32_t row = first; row < last; ++row) {
      const Condition &one = a.conditions[row];
      bool yes;
      switch (one.kind) {
        case FIXED_FACT: yes = (a.bits[who * z.words + (one.item >> 6)] >> (one.item & 63)) & 1; break;
        case FLAG: yes = (it.flags >> one.item) & 1; break;
        case SINCE: {
          const int32_t entered = a.marks[who * z.marks + one.item];
          yes = compare(one.op, entered != UNMARKED ? double(day - entered) : -1.0, one.value);
          break;
        }
        case VISITS: yes = compare(one.op, double(a.visits[who * z.visits + one.item]), one.value); break;
        default: yes = day >= a.own_day[who];
      }
      if (yes == bool(one.negated)) return false;
    }
    return true;
  }

  int32_t clock_day(const Route &route, const Case &it, double share, int64_t who) const {
    const int64_t begins = std::max(today, route.opens);
    int64_t origin = it.entered;
    if (route.clock_since == OWN) origin = a.own_day[who];
    else if (route.clock_since >= 0 && a.marks[who * z.marks + route.clock_since] != UNMARKED)
      origin = a.marks[who * z.marks + route.clock_since];
    const double waited = double(std::max<int64_t>(0, begins - origin));
    const int64_t at = a.month_of[std::min(std::max<int64_t>(begins, 0), z.days - 1)];
    const int32_t table = route.clock_table;
    double days;
    if (route.clock_kind == FIXED) days = std::max(waited, rate(table, at, who));
    else if (route.clock_kind == SPREAD) days = duration(a.quantiles + table * z.knots, z.knots, waited, share);
    else {
      const int group = group_of(who, a.hazard_axis[table]);
      double multiplier = 1;
      for (int32_t place = route.times_from; place < route.times_to; ++place) multiplier *= rate(a.times_list[place], at, who);
      if (route.frail >= 0)
        multiplier *= a.frailties[((route.frail * z.months + at) * z.frail_classes + group) * z.frail_kinds +
                                  a.ranks[who * z.ranks + route.frail_trait]];
      days = hazard_days(a.hazards + ((table * z.months + at) * z.classes_of_hazards + group) * z.bands,
                         a.edges + table * z.bands, z.bands, waited, multiplier, share);
    }
    if (double(origin) + days >= NEVER) return NEVER;
    const int64_t fires = std::max<int64_t>(origin + int64_t(std::ceil(days)), begins == today ? begins + 1 : begins);
    return fires <= route.closes ? int32_t(fires) : NEVER;
  }

  bool happens(double share, double &trait, double weight, Luck lucky) const {
    const double low = 1 - share;
    const bool yes = lucky.pick < weight ? trait >= low : lucky.fresh < share;
    const double below = yes ? (1 - weight) * trait + (trait > low ? weight * (trait - low) / share : 0)
                             : (1 - weight) * trait + weight * (low > 0 ? std::min(trait, low) / low : 1);
    trait = std::min(std::max(below, 0.0), 1.0);
    return yes;
  }

  int32_t choose(const Stage &stage, const Case &it, int64_t who) const {
    const uint64_t offered = a.offered[std::max(today, 0)];
    for (int32_t row = stage.exit_from; row < stage.exit_to; ++row) {
      const int32_t number = a.exit_list[row];
      const Route &route = a.routes[number];
      if (today < route.opens || today > route.closes || route.needs & ~offered) continue;
      if (!meets(route.condition_from, route.condition_to, it, who, today)) continue;
      if (route.share < 0) return number;
      const double share = rate(route.share, month, who);
      const Luck lucky = route.key == stage.exit_key ? Luck{uniform(it.fresh), uniform(it.pick)}
                                                     : luck(seed, uint32_t(who), stage.key, it.visit, route.key);
      if (route.bond_trait < 0) {
        if (lucky.fresh < share) return number;
      } else if (happens(share, a.traits[who * z.traits + route.bond_trait], rate(route.bond_weight, month, who), lucky)) {
        return number;
      }
    }
    return -1;
  }

  int32_t line_of(const Resource &kind, uint32_t key, const Case &it, int64_t who, int32_t day) const {
    for (int32_t rank = 0; rank < kind.line_to - kind.line_from - 1; ++rank) {
      const Priority &one = a.priorities[kind.first_from + rank];
      if (!meets(one.condition_from, one.condition_to, it, who, day)) continue;
      if (one.share >= 0 && luck(seed, uint32_t(who), key, it.visit, one.key).fresh >= rate(one.share, month, who)) continue;
      return kind.line_from + rank;
    }
    return kind.line_to - 1;
  }

  void shift_levels() {
    for (int64_t row = 0; row < z.answering; ++row) {
      const int64_t *span = a.spans + (row * z.months + month) * 2, last = month - span[0];
      int64_t seen = 0, came = 0;
      for (int64_t at = std::max<int64_t>(last - span[1], 0); at < std::max<int64_t>(last, 0); ++at) {
        for (int64_t one = 0; one < z.routes; ++one)
          for (int64_t group = 0; a.watched[row * z.routes + one] && group < z.groups; ++group)
            seen += a.flow[((at * z.routes + one) * z.groups + group) * 2 + 1];
        for (int64_t one = 0; one < z.stages; ++one)
          for (int64_t group = 0; a.counted[row * z.stages + one] && group < z.groups; ++group)
            came += a.inflow[((at * z.stages + one) * z.groups + group) * 2 + 1];
      }
      const double exposure = came > 0 ? std::min(1.0, double(seen) / double(came)) : 0.0;
      for (int64_t group = 0; group < z.classes_of_moves; ++group)
        shifts[row * z.classes_of_moves + group] = a.moves[(row * z.months + month) * z.classes_of_moves + group] * exposure;
    }
  }

  bool comes(int64_t who) const {
    double moved = 1;
    for (int64_t row = 0; row < z.answering; ++row)
      moved += shifts[row * z.classes_of_moves + a.classes[who * z.axes + a.answering[row]]];
    return a.level[who] <= std::min(std::max(moved, 0.0), a.headroom[0]);
  }

  enum Action { ENTER, SECURE, BEGIN, LINE_UP, LEAVE };

  int64_t *counted(int64_t *counts, int64_t rows, int64_t row, int64_t group) const {
    return counts + ((month * rows + row) * z.groups + group) * 2;
  }

  // moves a case until it rests; gives how many stages it entered, or -1 if it goes round too often
  int64_t move(int32_t who, Action action, int32_t stage_row, int32_t entered) {
    Case &it = a.records[who];
    const int64_t group = it.group, people = it.people;
    int64_t events = 0;
    Words words{};
    while (true) {
      int32_t done = NEVER, line = -1;
      bool drawn = false;
      const Stage &stage = a.stages[stage_row];
      int64_t *stock = a.stock + (stage_row * z.groups + group) * 2;
      if (action == ENTER) {
        it.stage = int16_t(stage_row), it.entered = entered, it.waited = 0, it.through = -1, it.visit = 0;
        if (stage.visit_slot >= 0) {
          uint8_t &visits = a.visits[who * z.visits + stage.visit_slot];
          if (visits == most) return -1;
          it.visit = visits++;
        }
        if (stage.mark_slot >= 0 && a.marks[who * z.marks + stage.mark_slot] == UNMARKED)
          a.marks[who * z.marks + stage.mark_slot] = entered;
        (stage_row < 64 ? it.passed : a.passed[who * z.passed + (stage_row >> 6) - 1]) |= uint64_t(1) << (stage_row & 63);
        ++stock[0], stock[1] += people;
        if (today >= 0) {
          int64_t *in = counted(a.inflow, z.stages, stage_row, group);
          ++in[0], in[1] += people;
        }
        ++events;
        it.clock = NEVER, it.clock_route = -1;
        int32_t first_aside = int32_t(z.days);
        if (stage.draws) {
          words = four_blocks(seed, uint32_t(who), stage.key, it.visit, Four{0, stage.clock_key, stage.other_key, stage.exit_key});
          it.fresh = uint32_t(words.first[3]), it.pick = uint32_t(words.second[3]), drawn = true;
        }
        for (int32_t place = stage.clock_from; place < stage.clock_to; ++place) {
          const int32_t number = a.clock_list[place];
          const Route &route = a.routes[number];
          if (!meets(route.condition_from, route.condition_to, it, who, std::max(today, 0))) continue;
          const int32_t turn = place - stage.clock_from;
          const double share = turn < 2 ? uniform(uint32_t(words.first[1 + turn])) : luck(seed, uint32_t(who), stage.key, it.visit, route.key).fresh;
          const int32_t fires = clock_day(route, it, share, who);
          if (route.through >= 0) {
            if (fires < first_aside)
              first_aside = fires, it.through = ASIDE, it.aside_route = int16_t(number), it.aside_day = fires;
          } else if (fires < it.clock) {
            it.clock = fires, it.clock_route = int16_t(number);
          }
        }
        if (first_aside < z.days) put<false>(who, first_aside, a.aside_heads, a.aside_tails);
        action = SECURE;
      }
      if (action == SECURE) {
        for (uint32_t wanted = stage.holds & ~it.held; wanted; wanted &= wanted - 1) {
          const int row = __builtin_ctz(wanted);
          if (a.lines[row] > 0 || a.taken[row] + double(people) > a.capacity[row * z.days + std::max(today, 0)] + EPSILON) {
            line = row;
            break;
          }
          a.taken[row] += double(people);
          it.held |= uint32_t(1) << row;
        }
        if (line < 0) {
          for (uint32_t spare = it.held & ~stage.holds; spare; spare &= spare - 1)
            a.taken[__builtin_ctz(spare)] -= double(people);
          it.held &= stage.holds;
          action = BEGIN;
        }
      }
      if (action == BEGIN) {
        action = LINE_UP;
        if (stage.takes >= 0) {
          const double share = drawn ? uniform(uint32_t(words.first[0])) : luck(seed, uint32_t(who), stage.key, it.visit, 0).fresh;
          const int32_t work = std::max(1, int32_t(at_quantile(a.quantiles + stage.takes * z.knots, z.knots, share) + 0.5));
          const int32_t ready = (today < 0 ? it.entered : today) + work;
          if (ready > today) action = BEGIN, done = ready;
        }
      }
      if (action == LINE_UP) {
        if (stage.queue >= 0) line = stage.queue;
        else if (stage.exit_from < stage.exit_to) action = LEAVE, it.clock = NEVER;
      }
      if (action == LEAVE) {
        const int32_t number = it.clock <= today ? it.clock_route : it.through >= 0 ? it.through : choose(stage, it, who);
        const Route &route = a.routes[number];
        --stock[0], stock[1] -= people;
        if (today >= 0) {
          int64_t *out = counted(a.flow, z.routes, number, group);
          ++out[0], out[1] += people;
        }
        it.flags |= route.sets;
        stage_row = route.to, entered = today, action = ENTER;
        continue;
      }
      if (line >= 0) {
        it.queue = int16_t(line_of(a.resources[line], stage.key, it, who, std::max(today, 0)));
        ++a.lines[line], it.waited -= today;
        put<false>(who, it.queue, a.fronts, a.backs);
      }
      it.due = std::min(done, it.clock);
      if (it.due < z.days) put<true>(who, it.due, a.heads, a.tails);
      return events;
    }
  }

  void leave_line(int32_t who, Case &it) {
    take<false>(who, it.queue, a.fronts, a.backs);
    --a.lines[a.owners[it.queue]];
    it.waited += today, it.queue = -1;
  }

  void step_aside() {  // who begins to wait a turn; the other clocks run on untouched
    for (int32_t who = a.aside_heads[today], following; who >= 0; who = following) {
      Case &it = a.records[who];
      following = links<false>(who)[NEXT];
      it.through = it.aside_route;
      const int32_t row = a.routes[it.through].through;
      it.queue = int16_t(line_of(a.resources[row], a.stages[it.stage].key, it, who, today));
      ++a.lines[row], it.waited -= today;
      put<false>(who, it.queue, a.fronts, a.backs);
    }
  }

  int64_t move_due() {
    int64_t events = 0;
    ahead = look_far<true>(NEXT, a.heads[today]);
    for (int32_t who; (who = a.heads[today]) >= 0;) {
      Case &it = a.records[who];
      ahead = look_ahead<true>(NEXT, ahead);
      take<true>(who, today, a.heads, a.tails);
      if (it.queue >= 0) leave_line(who, it);
      if (it.through == ASIDE) take<false>(who, it.aside_day, a.aside_heads, a.aside_tails);
      const int64_t found = move(who, it.clock <= today ? LEAVE : LINE_UP, it.stage, today);
      if (found < 0) return -1;
      events += found;
    }
    return events;
  }

  int64_t serve(int64_t row) {
    const Resource &kind = a.resources[row];
    const bool places = kind.kind == PLACES;
    const int way = a.newest[row * z.months + month] ? LAST : NEXT;
    const double offered = a.capacity[row * z.days + today];
    int64_t events = 0;
    if (!places) a.credit[row] += offered;
    for (int32_t served = -1;;) {
      int32_t turn = kind.line_from;
      while (turn < kind.line_to - 1 && a.fronts[turn] < 0) ++turn;
      int32_t who = (way == NEXT ? a.fronts : a.backs)[turn];
      if (kind.guard >= 0 && (a.lines[kind.guard] > 0 ||
                              a.taken[kind.guard] + 1 > a.capacity[kind.guard * z.days + today] + EPSILON))
        who = NOBODY;
      double need = 1;
      bool fits = false;
      if (who >= 0) {
        if (places || kind.per_people) need = a.records[who].people;
        fits = places ? a.taken[row] + need <= offered + EPSILON : need <= a.credit[row] + EPSILON;
      } else if (!places) {
        a.credit[row] -= std::floor(a.credit[row] + EPSILON);
      }
      if (!fits) return events;
      Case &it = a.records[who];
      if (turn != served) served = turn, ahead = look_far<false>(way, who);
      ahead = look_ahead<false>(way, ahead);
      leave_line(who, it);
      if (it.due < z.days) take<true>(who, it.due, a.heads, a.tails);
      if (places) {
        a.taken[row] += need;
        it.held |= uint32_t(1) << row;
      } else {
        a.credit[row] -= need;
        a.used[month * z.resources + row] += need;
        it.clock = NEVER;
      }
      const int64_t found = move(who, places ? SECURE : LEAVE, it.stage, today);
      if (found < 0) return -1;
      events += found;
    }
  }

  int64_t run() {
    const int64_t central = a.central[0], stock = z.stages * z.groups * 2;
    int64_t events = 0, upcoming = 0, later = z.answering > 0 ? central : z.cases;
    for (today = -1; today < z.days; ++today) {
      if (today >= 0 && a.month_of[today] != month) month = a.month_of[today], shift_levels();
      while (true) {
        int64_t who = NOBODY;
        if (upcoming < central && a.arrives[upcoming] <= today) who = upcoming++;
        else if (today >= 0 && later < z.cases && a.arrives[later] <= today) who = later++;
        if (who < 0) break;
        if (z.answering > 0 && !comes(who)) continue;
        const int64_t found = move(int32_t(who), ENTER, a.start[who], a.arrives[who]);
        if (found < 0) return -1;
        events += found;
      }
      if (today < 0) {
        std::copy(a.stock, a.stock + stock, a.opening);
        continue;
      }
      step_aside();
      int64_t found = move_due();
      for (int64_t row = 0; found >= 0 && row < z.resources; ++row) {
        events += found;
        found = serve(row);
      }
      if (found < 0) return -1;
      events += found;
      for (int64_t place = 0; place < stock; ++place) a.person_days[month * stock + place] += a.stock[place];
      for (int64_t row = 0; row < z.resources; ++row)
        if (a.resources[row].kind == PLACES) a.used[month * z.resources + row] += a.taken[row];
      if (today + 1 == z.days || a.month_of[today + 1] != month) {
        std::copy(a.stock, a.stock + stock, a.month_end + month * stock);
        std::copy(a.lines, a.lines + z.resources, a.queued + month * z.resources);
      }
    }
    return events;
  }
};

}  // namespace

// gives how many stages were entered, or -1 if a case entered one more than `most` times
extern "C" int64_t simulate(const Arrays *arrays, uint64_t seed, int64_t most) { return Simulation(*arrays, seed, most).run(); }
