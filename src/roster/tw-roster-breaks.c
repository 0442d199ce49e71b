// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-breaks.h"

#include <string.h>

/*
 * First each shift alone: is it well formed, of a kind that may be worked then, by this person, at
 * posts they may hold, with ways and a break. Then the order of shifts, and sums. A shift that is
 * not well formed is reported as that and left out of everything else. Pinned shifts are what the
 * supervisor wants: their inside is not questioned, as the planner does not question it.
 */

typedef struct {
  const TwRosterBook *book;
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  const TwRosterTerms *terms; /* NULL: no pack */
  const TwRosterPlan *plan;
  int index;
  int *order; /* of the shifts that are well formed, by time */
  int n_order;
  int *minutes;  /* n_days */
  guint8 *works; /* n_days: a shift begins */
  GArray *ret;
} Hunt;

static TwRosterBreak *
report (Hunt *self, TwRosterBreakKind kind, int shift, int day, int actual, int limit)
{
  TwRosterBreak b = { .kind = kind,
                      .person = self->index,
                      .shift = shift,
                      .day = day,
                      .slot = TW_ROSTER_NONE,
                      .post = TW_ROSTER_NONE,
                      .actual = actual,
                      .limit = limit };
  if (shift >= 0)
    b.slot = self->plan->shifts[shift].first;
  g_array_append_val (self->ret, b);
  return &g_array_index (self->ret, TwRosterBreak, self->ret->len - 1);
}

static void
report_block (Hunt *self, TwRosterBreakKind kind, int shift, const TwRosterBlock *block, int actual,
              int limit)
{
  int day = tw_roster_problem_day_of (self->problem, self->plan->shifts[shift].first);
  TwRosterBreak *b = report (self, kind, shift, day, actual, limit);
  b->slot = block->first;
  b->post = block->post;
}

static int
day_of (const Hunt *self, int shift)
{
  return tw_roster_problem_day_of (self->problem, self->plan->shifts[shift].first);
}

static int
in_minutes (const Hunt *self, int slots)
{
  return slots * self->problem->slot_minutes;
}

static int
rule (const Hunt *self, TwRosterRule rule)
{
  return self->terms ? self->terms->pack->rules[rule].limit : TW_ROSTER_NO_LIMIT;
}

static TwRosterArticle
article (const Hunt *self, TwRosterRule rule)
{
  return self->terms->pack->rules[rule].article;
}

static gboolean
same_blocks (const TwRosterShift *a, const TwRosterShift *b)
{
  if (a->n_blocks != b->n_blocks)
    return FALSE;
  for (int i = 0; i < a->n_blocks; i++)
    if (a->blocks[i].post != b->blocks[i].post || a->blocks[i].first != b->blocks[i].first
        || a->blocks[i].last != b->blocks[i].last)
      return FALSE;
  return TRUE;
}

static gboolean
same_shift (const TwRosterShift *a, const TwRosterShift *b)
{
  return a->kind == b->kind && a->first == b->first && a->last == b->last && same_blocks (a, b);
}

static gboolean
is_among (const TwRosterShift *shift, const TwRosterShift *shifts, int n_shifts)
{
  for (int i = 0; i < n_shifts; i++)
    if (same_shift (shift, &shifts[i]))
      return TRUE;
  return FALSE;
}

/* --- one shift ------------------------------------------------------------------------------- */

static gboolean
is_well_formed (Hunt *self, int s)
{
  const TwRosterShift *shift = &self->plan->shifts[s];
  int at = shift->first, n_posts = 0;
  if (shift->kind < 0 || shift->kind >= self->problem->n_kinds || shift->first < 0
      || shift->first >= shift->last || shift->last > self->problem->n_slots)
    {
      TwRosterBreak *b = report (self, TW_ROSTER_BREAK_HORIZON, s, 0, 0, 0);
      b->day = shift->first < 0 ? 0 : tw_roster_problem_day_of (self->problem, shift->first);
      if (shift->first < 0 || shift->first >= self->problem->n_slots)
        b->slot = TW_ROSTER_NONE;
      return FALSE;
    }
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      if (block->first != at || block->last <= block->first || block->post >= self->problem->n_posts
          || block->post < TW_ROSTER_NONE)
        break;
      at = block->last;
      n_posts += block->post >= 0;
    }
  if (at == shift->last && n_posts > 0)
    return TRUE;
  report (self, TW_ROSTER_BREAK_BLOCKS, s, day_of (self, s), 0, 0);
  return FALSE;
}

static gboolean
may_start (const TwRosterKind *kind, int clock)
{
  for (int i = 0; i < kind->n_windows; i++)
    {
      const TwRosterWindow *w = &kind->windows[i];
      if (clock >= w->first && clock <= w->last && (clock - w->first) % kind->start_step == 0)
        return TRUE;
    }
  return kind->n_windows == 0 && clock % kind->start_step == 0;
}

static void
check_frame (Hunt *self, int s)
{
  const TwRosterShift *shift = &self->plan->shifts[s];
  const TwRosterKind *kind = &self->problem->kinds[shift->kind];
  int length = shift->last - shift->first, clock = self->problem->clock[shift->first];
  int day = day_of (self, s), missing = 0;
  if (kind->pools && !(kind->pools >> self->person->pool & 1))
    report (self, TW_ROSTER_BREAK_KIND_POOL, s, day, 0, 0);
  if (!may_start (kind, clock))
    report (self, TW_ROSTER_BREAK_START, s, day, clock, 0);
  if (length < kind->min_slots)
    report (self, TW_ROSTER_BREAK_LENGTH, s, day, length, kind->min_slots);
  else if (length > kind->max_slots)
    report (self, TW_ROSTER_BREAK_LENGTH, s, day, length, kind->max_slots);
  else if ((length - kind->min_slots) % kind->step_slots != 0)
    report (self, TW_ROSTER_BREAK_LENGTH, s, day, length,
            length - (length - kind->min_slots) % kind->step_slots);
  for (int t = shift->first; self->person->available && t < shift->last; t++)
    missing += !self->person->available[t];
  if (missing > 0)
    report (self, TW_ROSTER_BREAK_UNAVAILABLE, s, day, missing, 0);
}

static void
check_post (Hunt *self, int s, const TwRosterBlock *block)
{
  const TwRosterPerson *person = self->person;
  const TwRosterPost *post = &self->problem->posts[block->post];
  int p = block->post, own = self->problem->kinds[self->plan->shifts[s].kind].post;
  guint64 lacks = post->skills & ~person->skills;
  if (own >= 0 && own != p)
    report_block (self, TW_ROSTER_BREAK_KIND_POST, s, block, 0, 0);
  if (lacks)
    report_block (self, TW_ROSTER_BREAK_SKILL, s, block, __builtin_ctzll (lacks), 0);
  if (post->pools && !(post->pools >> person->pool & 1))
    report_block (self, TW_ROSTER_BREAK_POOL, s, block, 0, 0);
  if (p < 256 && person->posts_barred[p / 64] >> (p % 64) & 1)
    report_block (self, TW_ROSTER_BREAK_BARRED, s, block, 0, 0);
}

static int
way_slots (const TwRosterProblem *problem, int from, int to)
{
  int a = problem->posts[from].place, b = problem->posts[to].place;
  if (!problem->travel_slots || a < 0 || b < 0)
    return 0;
  return problem->travel_slots[a * problem->n_places + b];
}

typedef struct {
  int before; /* the post of the last block, or none yet */
  int pause;  /* slots since */
  int longest;
  int n_breaks;
  gboolean needs;
} Round;

/* Between two blocks there is the way, or once the break, and nothing else. */
static void
check_pause (Hunt *self, int s, const TwRosterBlock *block, Round *round)
{
  const TwRosterKind *kind = &self->problem->kinds[self->plan->shifts[s].kind];
  int way = round->before >= 0 ? way_slots (self->problem, round->before, block->post) : 0;
  round->longest = MAX (round->longest, round->pause);
  if (round->pause == way)
    return;
  if (round->pause < way)
    report_block (self, TW_ROSTER_BREAK_TRAVEL, s, block, in_minutes (self, round->pause),
                  in_minutes (self, way));
  else if (!round->needs || round->before < 0 || round->pause != MAX (way, kind->break_slots)
           || round->n_breaks++ > 0)
    report_block (self, TW_ROSTER_BREAK_IDLE, s, block, in_minutes (self, round->pause),
                  in_minutes (self, way));
}

static void
check_blocks (Hunt *self, int s)
{
  const TwRosterShift *shift = &self->plan->shifts[s];
  const TwRosterKind *kind = &self->problem->kinds[shift->kind];
  Round round = { .before = -1 };
  round.needs =
      kind->break_after > 0 && shift->last - shift->first > kind->break_after && kind->post < 0;
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      int length = block->last - block->first;
      if (block->post < 0)
        {
          round.pause += length;
          continue;
        }
      check_post (self, s, block);
      if (length < kind->min_block && kind->post < 0)
        report_block (self, TW_ROSTER_BREAK_SHORT_BLOCK, s, block, in_minutes (self, length),
                      in_minutes (self, kind->min_block));
      check_pause (self, s, block, &round);
      round.before = block->post;
      round.pause = 0;
    }
  if (round.pause > 0)
    report_block (self, TW_ROSTER_BREAK_IDLE, s, &shift->blocks[shift->n_blocks - 1],
                  in_minutes (self, round.pause), 0);
  if (round.needs && round.longest < kind->break_slots)
    report (self, TW_ROSTER_BREAK_NO_MEAL, s, day_of (self, s), in_minutes (self, round.longest),
            in_minutes (self, kind->break_slots));
}

/* --- order ----------------------------------------------------------------------------------- */

static void
check_first (Hunt *self)
{
  const TwRosterShift *shift = &self->plan->shifts[self->order[0]];
  int day = day_of (self, self->order[0]), rest = rule (self, TW_ROSTER_RULE_REST);
  int since = self->terms ? self->terms->history.since_last_min : -1;
  if (is_among (shift, self->person->pins, self->person->n_pins))
    return;
  if (rest >= 0 && since >= 0 && since + in_minutes (self, shift->first) < rest)
    report (self, TW_ROSTER_BREAK_REST, self->order[0], day,
            since + in_minutes (self, shift->first), rest)
        ->article = article (self, TW_ROSTER_RULE_REST);
  else if (shift->first < self->person->free_from)
    report (self, TW_ROSTER_BREAK_EARLY, self->order[0], day, shift->first,
            self->person->free_from);
}

/* Towards the shift that stands behind the horizon. */
static void
check_last (Hunt *self)
{
  int s = self->order[self->n_order - 1], rest = rule (self, TW_ROSTER_RULE_REST);
  const TwRosterAhead *ahead = self->terms ? &self->terms->ahead : NULL;
  if (!ahead || !ahead->has_next || rest < 0)
    return;
  int pause = ahead->until_next_min
              + in_minutes (self, self->problem->n_slots - self->plan->shifts[s].last);
  if (pause < rest)
    report (self, TW_ROSTER_BREAK_REST_AFTER, s, day_of (self, s), pause, rest)->article =
        article (self, TW_ROSTER_RULE_REST);
}

static void
check_pair (Hunt *self, int a, int b)
{
  const TwRosterShift *x = &self->plan->shifts[a], *y = &self->plan->shifts[b];
  int rest = rule (self, TW_ROSTER_RULE_REST), pause = in_minutes (self, y->first - x->last);
  TwRosterArticle from = rest >= 0 ? article (self, TW_ROSTER_RULE_REST) : TW_ROSTER_ARTICLE_NONE;
  int day = day_of (self, b);
  rest = rest >= 0 ? rest : in_minutes (self, self->person->rest_slots);
  if (y->first < x->last)
    report (self, TW_ROSTER_BREAK_OVERLAP, b, day,
            in_minutes (self, MIN (x->last, y->last) - y->first), 0);
  else if (pause < rest)
    report (self, TW_ROSTER_BREAK_REST, b, day, pause, rest)->article = from;
  else if (day_of (self, a) == day)
    report (self, TW_ROSTER_BREAK_TWICE_A_DAY, b, day, 2, 1);
  if (day == day_of (self, a) + 1 && self->problem->kinds[x->kind].not_before >> y->kind & 1)
    report (self, TW_ROSTER_BREAK_KIND_AFTER, b, day, 0, 0);
}

/* Whoever is listed in two pools still has one body. */
static void
check_other_pools (Hunt *self)
{
  const TwRosterBook *book = self->book;
  if (!book->same_as || !book->plans)
    return;
  int other = book->same_as[self->index];
  for (int round = 0; other >= 0 && other != self->index && round < self->problem->n_people;
       other = book->same_as[other], round++)
    for (int i = 0; i < self->n_order; i++)
      for (int j = 0; j < book->plans[other].n_shifts; j++)
        {
          const TwRosterShift *x = &self->plan->shifts[self->order[i]];
          const TwRosterShift *y = &book->plans[other].shifts[j];
          int both = MIN (x->last, y->last) - MAX (x->first, y->first);
          if (both > 0)
            report (self, TW_ROSTER_BREAK_TWO_POOLS, self->order[i], day_of (self, self->order[i]),
                    in_minutes (self, both), 0);
        }
}

static void
check_pins (Hunt *self)
{
  const TwRosterPerson *person = self->person;
  for (int i = 0; i < person->n_pins; i++)
    if (!is_among (&person->pins[i], self->plan->shifts, self->plan->n_shifts))
      report (self, TW_ROSTER_BREAK_PIN, TW_ROSTER_NONE,
              tw_roster_problem_day_of (self->problem, person->pins[i].first), 0, 0)
          ->slot = person->pins[i].first;
}

static void
check_frozen (Hunt *self)
{
  const TwRosterPerson *person = self->person;
  int until = self->book->frozen_until;
  for (int i = 0; i < person->n_published; i++)
    if (person->published[i].first < until
        && !is_among (&person->published[i], self->plan->shifts, self->plan->n_shifts))
      report (self, TW_ROSTER_BREAK_FROZEN, TW_ROSTER_NONE,
              tw_roster_problem_day_of (self->problem, person->published[i].first), 0, 0)
          ->slot = person->published[i].first;
  for (int i = 0; i < self->n_order; i++)
    {
      const TwRosterShift *shift = &self->plan->shifts[self->order[i]];
      if (shift->first < until && !is_among (shift, person->published, person->n_published))
        report (self, TW_ROSTER_BREAK_FROZEN, self->order[i], day_of (self, self->order[i]), 0, 0);
    }
}

/* --- runs of days ---------------------------------------------------------------------------- */

static void
check_run_of_work (Hunt *self, int first, int last)
{
  const TwRosterPerson *person = self->person;
  int by_pack = rule (self, TW_ROSTER_RULE_RUN), n_days = self->problem->n_days;
  int before = self->terms ? self->terms->history.run_days : person->run_before;
  int after = self->terms && last == n_days ? self->terms->ahead.run_days : 0;
  int length = last - first + (first == 0 ? before : 0) + after;
  int most = self->terms ? MAX (by_pack, 0) : person->max_run;
  if (most > 0 && length > most)
    {
      int beyond = CLAMP (last + after - (length - most), first, last - 1);
      TwRosterBreak *b = report (self, TW_ROSTER_BREAK_RUN, TW_ROSTER_NONE, beyond, length, most);
      if (self->terms)
        b->article = article (self, TW_ROSTER_RULE_RUN);
    }
  if (first > 0 && last < n_days && last - first < person->min_run)
    report (self, TW_ROSTER_BREAK_SHORT_RUN, TW_ROSTER_NONE, first, last - first, person->min_run);
}

static void
check_run_off (Hunt *self, int first, int last)
{
  int before = self->terms ? self->terms->history.run_days : self->person->run_before;
  gboolean begins = first > 0 || before > 0;
  if (begins && last < self->problem->n_days && last - first < self->person->min_off)
    report (self, TW_ROSTER_BREAK_SHORT_OFF, TW_ROSTER_NONE, first, last - first,
            self->person->min_off);
}

static void
check_runs (Hunt *self)
{
  for (int d = 0, end; d < self->problem->n_days; d = end)
    {
      for (end = d + 1; end < self->problem->n_days && self->works[end] == self->works[d];)
        end++;
      if (self->works[d])
        check_run_of_work (self, d, end);
      else
        check_run_off (self, d, end);
    }
}

static void
check_weekends (Hunt *self)
{
  const TwRosterProblem *problem = self->problem;
  int n = 0, most = self->person->max_weekends;
  for (int d = 0; most >= 0 && d < problem->n_days; d++)
    {
      gboolean counted = d > 0 && problem->weekday[d] == 6 && self->works[d - 1];
      if (problem->weekday[d] < 5 || !self->works[d] || counted)
        continue;
      if (n++ == most)
        report (self, TW_ROSTER_BREAK_WEEKENDS, TW_ROSTER_NONE, d, n, most);
    }
}

static void
check_kinds (Hunt *self)
{
  g_autofree int *n = g_new0 (int, self->problem->n_kinds);
  for (int i = 0; self->person->max_of_kind && i < self->n_order; i++)
    {
      int s = self->order[i], kind = self->plan->shifts[s].kind;
      if (++n[kind] > self->person->max_of_kind[kind])
        report (self, TW_ROSTER_BREAK_KIND_COUNT, s, day_of (self, s), n[kind],
                self->person->max_of_kind[kind]);
    }
}

/* --- sums ------------------------------------------------------------------------------------ */

static void
check_spans (Hunt *self)
{
  for (int i = 0; i < self->person->n_spans; i++)
    {
      const TwRosterSpan *span = &self->person->spans[i];
      int minutes = 0;
      for (int d = span->first; d < span->last; d++)
        minutes += self->minutes[d];
      if (minutes < span->min_minutes)
        report (self, TW_ROSTER_BREAK_CONTRACT, TW_ROSTER_NONE, span->first, minutes,
                span->min_minutes);
      else if (minutes > span->max_minutes && !self->terms)
        report (self, TW_ROSTER_BREAK_WEEK, TW_ROSTER_NONE, span->first, minutes,
                span->max_minutes);
    }
}

static gboolean
has_overtime (const Hunt *self)
{
  return rule (self, TW_ROSTER_RULE_OVERTIME_DAY) >= 0;
}

/* Red, unless article 42 lifts article 41 and with it the hours of article 36. */
static void
report_law (Hunt *self, TwRosterBreakKind kind, TwRosterRule from, gboolean red, int day,
            int actual)
{
  TwRosterBreak *b = report (self, kind, TW_ROSTER_NONE, day, actual, rule (self, from));
  b->article = article (self, from);
  b->severity = red ? TW_ROSTER_SEVERITY_RED : TW_ROSTER_SEVERITY_YELLOW;
  if (red && has_overtime (self) && self->terms->overtime == TW_ROSTER_OVERTIME_EMERGENCY
      && self->terms->reason && *self->terms->reason)
    {
      b->severity = TW_ROSTER_SEVERITY_EXCUSED;
      b->article = TW_ROSTER_ARTICLE_LABOUR_42;
    }
}

/* Up to an hour beyond the day is the yellow warning of article 36, more wants a special reason. */
static void
check_days (Hunt *self)
{
  int most = rule (self, TW_ROSTER_RULE_DAY);
  int ordinary = rule (self, TW_ROSTER_RULE_OVERTIME_DAY);
  int special = rule (self, TW_ROSTER_RULE_OVERTIME_SPECIAL);
  for (int d = 0; most >= 0 && d < self->problem->n_days; d++)
    {
      int over = self->minutes[d] - most;
      if (over <= 0)
        continue;
      if (!has_overtime (self))
        report_law (self, TW_ROSTER_BREAK_DAY, TW_ROSTER_RULE_DAY, TRUE, d, self->minutes[d]);
      else if (over <= ordinary)
        report_law (self, TW_ROSTER_BREAK_DAY, TW_ROSTER_RULE_DAY, FALSE, d, self->minutes[d]);
      else
        report_law (self, TW_ROSTER_BREAK_OVERTIME_DAY,
                    over > special ? TW_ROSTER_RULE_OVERTIME_SPECIAL : TW_ROSTER_RULE_OVERTIME_DAY,
                    over > special, d, over);
    }
}

/* The longest day of the week, and not more than the limit where there is none. */
static int
longest_day (const Hunt *self, int first, int last)
{
  int longest = 0;
  for (int d = first; d < last; d++)
    longest = MAX (longest, self->minutes[d]);
  return longest;
}

static void
check_week (Hunt *self, int first, int last)
{
  const TwRosterHistory *history = &self->terms->history;
  int average = rule (self, TW_ROSTER_RULE_AVERAGE_DAY), week = rule (self, TW_ROSTER_RULE_WEEK);
  int off = rule (self, TW_ROSTER_RULE_REST_DAYS);
  int total = first == 0 ? history->week_minutes : 0, n = first == 0 ? history->week_days : 0;
  gboolean works = FALSE;
  if (last == self->problem->n_days)
    {
      total += self->terms->ahead.week_minutes;
      n += self->terms->ahead.week_days;
    }
  for (int d = first; d < last; d++)
    {
      total += self->minutes[d];
      n += self->works[d];
      works |= self->works[d];
    }
  if (!works)
    return;
  if (week >= 0 && total > week)
    report_law (self, TW_ROSTER_BREAK_WEEK, TW_ROSTER_RULE_WEEK, !has_overtime (self), first,
                total);
  if (average >= 0 && total > average * n && longest_day (self, first, last) > average)
    report_law (self, TW_ROSTER_BREAK_AVERAGE_DAY, TW_ROSTER_RULE_AVERAGE_DAY, TRUE, first,
                (total + n - 1) / n);
  if (off > 0 && 7 - n < off)
    {
      TwRosterBreak *b = report (self, TW_ROSTER_BREAK_REST_DAY, TW_ROSTER_NONE, first, 7 - n, off);
      b->article = article (self, TW_ROSTER_RULE_REST_DAYS);
    }
}

static void
check_months (Hunt *self)
{
  int most = rule (self, TW_ROSTER_RULE_OVERTIME_MONTH), month = -1, sum = 0;
  g_autofree int *overtime = g_new (int, self->problem->n_days);
  if (most < 0)
    return;
  tw_roster_overtime_by_day (self->terms, self->problem, self->minutes, overtime);
  for (int d = 0; d < self->problem->n_days; d++)
    {
      int now = tw_roster_month_of (self->book->first_julian + d);
      if (now != month)
        sum = d == 0 ? self->terms->history.month_overtime_min : 0;
      month = now;
      sum += overtime[d];
      if (sum > most && overtime[d] > 0)
        report_law (self, TW_ROSTER_BREAK_OVERTIME_MONTH, TW_ROSTER_RULE_OVERTIME_MONTH, TRUE, d,
                    sum);
    }
}

static void
check_pack (Hunt *self)
{
  check_days (self);
  for (int d = 0, next; d < self->problem->n_days; d = next)
    {
      for (next = d + 1; next < self->problem->n_days && self->problem->weekday[next] != 0;)
        next++;
      check_week (self, d, next);
    }
  check_months (self);
}

/* --- all ------------------------------------------------------------------------------------- */

static int
by_first (gconstpointer a, gconstpointer b, gpointer data)
{
  const TwRosterShift *shifts = data;
  int x = *(const int *) a, y = *(const int *) b;
  int order = (shifts[x].first > shifts[y].first) - (shifts[x].first < shifts[y].first);
  return order ? order : (x > y) - (x < y);
}

static void
check_shifts (Hunt *self)
{
  for (int s = 0; s < self->plan->n_shifts; s++)
    {
      const TwRosterShift *shift = &self->plan->shifts[s];
      if (!is_well_formed (self, s))
        continue;
      self->order[self->n_order++] = s;
      self->works[day_of (self, s)] = 1;
      self->minutes[day_of (self, s)] += tw_roster_problem_shift_minutes (self->problem, shift);
      if (is_among (shift, self->person->pins, self->person->n_pins))
        continue;
      check_frame (self, s);
      check_blocks (self, s);
    }
  g_qsort_with_data (self->order, self->n_order, sizeof *self->order, by_first, self->plan->shifts);
}

void
tw_roster_breaks_find (const TwRosterBook *book, int person, const TwRosterPlan *plan, GArray *ret)
{
  const TwRosterProblem *problem = book->problem;
  g_return_if_fail (person >= 0 && person < problem->n_people);
  g_autofree int *order = g_new (int, plan->n_shifts + 1);
  g_autofree int *minutes = g_new0 (int, problem->n_days);
  g_autofree guint8 *works = g_new0 (guint8, problem->n_days);
  Hunt self = { .book = book,
                .problem = problem,
                .person = &problem->people[person],
                .plan = plan,
                .index = person,
                .order = order,
                .minutes = minutes,
                .works = works,
                .ret = ret };
  if (book->terms && book->terms[person].pack)
    self.terms = &book->terms[person];
  check_shifts (&self);
  if (self.n_order > 0)
    {
      check_first (&self);
      check_last (&self);
    }
  for (int i = 1; i < self.n_order; i++)
    check_pair (&self, order[i - 1], order[i]);
  check_other_pools (&self);
  check_pins (&self);
  check_frozen (&self);
  check_runs (&self);
  check_weekends (&self);
  check_kinds (&self);
  check_spans (&self);
  if (self.terms)
    check_pack (&self);
}

gboolean
tw_roster_breaks_any_red (const TwRosterBook *book, int person, const TwRosterPlan *plan)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  tw_roster_breaks_find (book, person, plan, found);
  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, TwRosterBreak, i).severity == TW_ROSTER_SEVERITY_RED)
      return TRUE;
  return FALSE;
}

const char *
tw_roster_break_id (TwRosterBreakKind kind)
{
  static const char *const ids[] = {
    "horizon",    "blocks",      "overlap",      "two-pools",      "twice-a-day", "rest",
    "rest-after", "early",       "start",        "length",         "unavailable", "kind-pool",
    "kind-after", "kind-count",  "kind-post",    "skill",          "pool",        "barred",
    "travel",     "idle",        "short-block",  "no-meal",        "pin",         "frozen",
    "day",        "average-day", "overtime-day", "overtime-month", "week",        "contract",
    "run",        "short-run",   "short-off",    "rest-day",       "weekends",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (ids) == TW_ROSTER_N_BREAKS);
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (ids), "horizon");
  return ids[kind];
}
