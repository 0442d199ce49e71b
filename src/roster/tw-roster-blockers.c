// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-explain-private.h"

#include <math.h>

/*
 * Why nobody covers a slot. For whoever stands elsewhere, is away or may not hold the post the
 * reason is plain. For the others every shift is listed that would stand at the post and reach the
 * slot; the cheapest that breaks no rule says what it costs more than it gains, and where each
 * breaks one, the shift that breaks fewest says which. Prices of a slot add up, so a shift is
 * priced from the sums of its cells; rules are asked seldom, as what forbids a short shift forbids
 * all that contain it.
 */

/* A shift that would cover the slot. */
typedef struct {
  int kind, first, last;
  int break_first; /* or TW_ROSTER_NONE */
  int minutes, day;
  double delta;
} Proposal;

typedef struct {
  const TwRosterView *view;
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  int index, post, slot;
  GArray *before; /* breaks as it stands */
  GArray *ret;
  double *sum; /* n_slots + 1: prices of the post before each slot */
} Search;

static TwRosterBlocker *
add_blocker (Search *self, TwRosterBlockerKind kind)
{
  TwRosterBlocker b = {
    .kind = kind, .person = self->index, .other = TW_ROSTER_NONE, .shift_kind = TW_ROSTER_NONE
  };
  g_array_append_val (self->ret, b);
  return &g_array_index (self->ret, TwRosterBlocker, self->ret->len - 1);
}

static void
add_rule (Search *self, TwRosterBreakKind kind, int actual)
{
  TwRosterBreak b = { .kind = kind,
                      .person = self->index,
                      .shift = TW_ROSTER_NONE,
                      .slot = self->slot,
                      .post = self->post,
                      .actual = actual };
  b.day = tw_roster_problem_day_of (self->problem, self->slot);
  add_blocker (self, TW_ROSTER_BLOCKER_RULE)->broken = b;
}

static gboolean
blocked_by_post (Search *self)
{
  const TwRosterPost *post = &self->problem->posts[self->post];
  guint before = self->ret->len;
  guint64 lacks = post->skills & ~self->person->skills;
  if (lacks)
    add_rule (self, TW_ROSTER_BREAK_SKILL, __builtin_ctzll (lacks));
  if (post->pools && !(post->pools >> self->person->pool & 1))
    add_rule (self, TW_ROSTER_BREAK_POOL, 0);
  if (self->post < 256 && self->person->posts_barred[self->post / 64] >> (self->post % 64) & 1)
    add_rule (self, TW_ROSTER_BREAK_BARRED, 0);
  return self->ret->len > before;
}

static const TwRosterShift *
shift_at (const TwRosterPlan *plan, int slot)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].first <= slot && slot < plan->shifts[i].last)
      return &plan->shifts[i];
  return NULL;
}

static int
post_at (const TwRosterShift *shift, int slot)
{
  for (int b = 0; b < shift->n_blocks; b++)
    if (shift->blocks[b].first <= slot && slot < shift->blocks[b].last)
      return shift->blocks[b].post;
  return TW_ROSTER_NONE;
}

static void
blocked_by_work (Search *self, const TwRosterShift *shift, int there)
{
  if (tw_roster_is_pinned (self->person, shift))
    add_blocker (self, TW_ROSTER_BLOCKER_PINNED)->other = there;
  else if (there >= 0)
    add_blocker (self, TW_ROSTER_BLOCKER_ELSEWHERE)->other = there;
  else
    add_blocker (self, TW_ROSTER_BLOCKER_PAUSE);
}

static gboolean
is_available (const TwRosterPerson *person, int first, int last)
{
  for (int t = first; person->available && t < last; t++)
    if (!person->available[t])
      return FALSE;
  return TRUE;
}

static gboolean
starts_at (const TwRosterKind *kind, int clock)
{
  for (int i = 0; i < kind->n_windows; i++)
    {
      const TwRosterWindow *w = &kind->windows[i];
      if (clock >= w->first && clock <= w->last && (clock - w->first) % kind->start_step == 0)
        return TRUE;
    }
  return kind->n_windows == 0 && clock % kind->start_step == 0;
}

/* The break goes where it costs least, and never over the slot itself. */
static gboolean
place_break (const Search *self, Proposal *ret, double *ret_price)
{
  const TwRosterKind *kind = &self->problem->kinds[ret->kind];
  double best = INFINITY, all = self->sum[ret->last] - self->sum[ret->first];
  ret->break_first = TW_ROSTER_NONE;
  *ret_price = all;
  if (kind->post >= 0 || kind->break_after == 0 || kind->break_slots == 0
      || ret->last - ret->first <= kind->break_after)
    return TRUE;
  for (int b = ret->first + kind->min_block; b + kind->break_slots + kind->min_block <= ret->last;
       b++)
    {
      double price = all - (self->sum[b + kind->break_slots] - self->sum[b]);
      gboolean over = b <= self->slot && self->slot < b + kind->break_slots;
      if (!over && price < best)
        {
          best = price;
          ret->break_first = b;
        }
    }
  *ret_price = best;
  return ret->break_first >= 0;
}

/* Its blocks go to @blocks, which has room for three. */
static TwRosterShift
proposed_shift (const Search *self, const Proposal *p, TwRosterBlock *blocks)
{
  int n = 0, end = p->break_first + self->problem->kinds[p->kind].break_slots;
  if (p->break_first >= 0)
    {
      blocks[n++] = (TwRosterBlock){ self->post, p->first, p->break_first };
      blocks[n++] = (TwRosterBlock){ TW_ROSTER_NONE, p->break_first, end };
    }
  blocks[n] = (TwRosterBlock){ self->post, n ? end : p->first, p->last };
  return (TwRosterShift){ p->kind, p->first, p->last, n + 1, blocks };
}

static double
own_cost (const Search *self, const TwRosterPlan *plan)
{
  TwRosterScore score = { 0 };
  tw_roster_score_person (self->problem, self->index, plan, &score);
  return tw_roster_score_get_own (&score);
}

static void
propose (Search *self, GArray *proposals, int kind, int first, int last, double own_now)
{
  Proposal p = { .kind = kind, .first = first, .last = last };
  TwRosterBlock blocks[3];
  if (!is_available (self->person, first, last) || !place_break (self, &p, &p.delta))
    return;
  TwRosterShift shift = proposed_shift (self, &p, blocks);
  TwRosterPlan to = tw_roster_plan_with_shift (&self->view->plans[self->index], &shift);
  p.delta += own_cost (self, &to) - own_now;
  p.minutes = tw_roster_problem_shift_minutes (self->problem, &shift);
  p.day = tw_roster_problem_day_of (self->problem, first);
  g_array_append_val (proposals, p);
  g_free (to.shifts);
}

static GArray *
list_proposals (Search *self)
{
  const TwRosterProblem *problem = self->problem;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Proposal));
  double own_now = own_cost (self, &self->view->plans[self->index]);
  for (int k = 0; k < problem->n_kinds; k++)
    {
      const TwRosterKind *kind = &problem->kinds[k];
      if ((kind->post >= 0 && kind->post != self->post)
          || (kind->pools && !(kind->pools >> self->person->pool & 1))
          || (self->person->max_of_kind && self->person->max_of_kind[k] <= 0))
        continue;
      for (int t = MAX (0, self->slot - kind->max_slots + 1); t <= self->slot; t++)
        for (int n = kind->min_slots; n <= kind->max_slots && starts_at (kind, problem->clock[t]);
             n += kind->step_slots)
          if (t + n > self->slot && t + n <= problem->n_slots)
            propose (self, all, k, t, t + n, own_now);
    }
  return all;
}

static int
by_price (gconstpointer a, gconstpointer b)
{
  const Proposal *x = a, *y = b;
  if (x->delta != y->delta)
    return x->delta < y->delta ? -1 : 1;
  return x->last - x->first - (y->last - y->first);
}

static int
by_length (gconstpointer a, gconstpointer b)
{
  const Proposal *x = a, *y = b;
  int order = (x->last - x->first) - (y->last - y->first);
  return order ? order : x->first - y->first;
}

static int
count_broken (Search *self, const Proposal *p, TwRosterBreak *ret_first)
{
  TwRosterBlock blocks[3];
  TwRosterShift shift = proposed_shift (self, p, blocks);
  TwRosterPlan to = tw_roster_plan_with_shift (&self->view->plans[self->index], &shift);
  int n = tw_roster_count_new_breaks (self->view, self->index, self->before, &to, ret_first);
  g_free (to.shifts);
  return n;
}

typedef struct {
  GArray *failed; /* Proposal */
  int fewest;     /* rules broken by the best of them */
  Proposal least;
  TwRosterBreak broken;
} Trials;

/* Whether a shift failed that lies within @p: what forbids it, rest or overlap, a sum or a count,
 * forbids @p as well. Only that it is shorter than a block must be would not. */
static gboolean
contains_failed (const Search *self, const Trials *trials, const Proposal *p)
{
  for (guint i = 0; i < trials->failed->len; i++)
    {
      const Proposal *f = &g_array_index (trials->failed, Proposal, i);
      if (f->kind == p->kind && f->day == p->day && f->first >= p->first && f->last <= p->last
          && f->minutes <= p->minutes
          && f->last - f->first >= self->problem->kinds[f->kind].min_block)
        return TRUE;
    }
  return FALSE;
}

static gboolean
try_proposal (Search *self, Trials *trials, const Proposal *p)
{
  TwRosterBreak broken;
  int n = count_broken (self, p, &broken);
  if (n == 0)
    return TRUE;
  g_array_append_val (trials->failed, *p);
  if (n < trials->fewest)
    {
      trials->fewest = n;
      trials->least = *p;
      trials->broken = broken;
    }
  return FALSE;
}

/* The cheapest that works. The shortest are tried first: mostly, when they fail, all do. */
static const Proposal *
find_proposal (Search *self, GArray *all, Trials *trials)
{
  g_array_sort (all, by_length);
  const Proposal *p = (const Proposal *) all->data;
  int shortest = p->last - p->first;
  for (guint i = 0; i < all->len && p[i].last - p[i].first == shortest; i++)
    try_proposal (self, trials, &p[i]);
  g_array_sort (all, by_price);
  for (guint i = 0; i < all->len; i++)
    if (!contains_failed (self, trials, &p[i]) && try_proposal (self, trials, &p[i]))
      return &p[i];
  return NULL;
}

static void
note_proposal (TwRosterBlocker *b, const Proposal *p)
{
  b->shift_kind = p->kind;
  b->first = p->first;
  b->last = p->last;
}

static void
blocked_by_rules (Search *self)
{
  g_autoptr (GArray) all = list_proposals (self);
  g_autoptr (GArray) failed = g_array_new (FALSE, FALSE, sizeof (Proposal));
  Trials trials = { .failed = failed, .fewest = G_MAXINT };
  if (all->len == 0)
    {
      add_blocker (self, TW_ROSTER_BLOCKER_NO_SHIFT);
      return;
    }
  const Proposal *p = find_proposal (self, all, &trials);
  if (p)
    {
      TwRosterBlocker *b =
          add_blocker (self, p->delta < 0 ? TW_ROSTER_BLOCKER_HELPS : TW_ROSTER_BLOCKER_COSTS);
      b->amount = p->delta;
      note_proposal (b, p);
      return;
    }
  TwRosterBlocker *b = add_blocker (self, TW_ROSTER_BLOCKER_RULE);
  b->broken = trials.broken;
  note_proposal (b, &trials.least);
}

static void
find_blockers (Search *self, int person)
{
  const TwRosterPlan *plan = &self->view->plans[person];
  const TwRosterShift *shift = shift_at (plan, self->slot);
  int there = shift ? post_at (shift, self->slot) : TW_ROSTER_NONE;
  self->index = person;
  self->person = &self->problem->people[person];
  if (shift && there == self->post)
    return;
  gboolean blocked = blocked_by_post (self);
  if (self->slot < self->view->book->frozen_until)
    add_blocker (self, TW_ROSTER_BLOCKER_FROZEN);
  else if (shift)
    blocked_by_work (self, shift, there);
  else if (!is_available (self->person, self->slot, self->slot + 1))
    add_blocker (self, TW_ROSTER_BLOCKER_AWAY);
  else if (!blocked)
    {
      self->before = tw_roster_breaks_now (self->view, person);
      blocked_by_rules (self);
      g_array_unref (self->before);
    }
}

GArray *
tw_roster_blockers (const TwRosterView *view, int post, int slot)
{
  const TwRosterProblem *problem = view->book->problem;
  g_return_val_if_fail (post >= 0 && post < problem->n_posts, NULL);
  g_return_val_if_fail (slot >= 0 && slot < problem->n_slots, NULL);
  Search self = { .view = view, .problem = problem, .post = post, .slot = slot };
  g_autofree double *sum = g_new0 (double, problem->n_slots + 1);
  for (int t = 0; t < problem->n_slots; t++)
    sum[t + 1] = sum[t] + view->tally->price[(gsize) post * problem->n_slots + t];
  self.sum = sum;
  self.ret = g_array_new (FALSE, FALSE, sizeof (TwRosterBlocker));
  for (int e = 0; e < problem->n_people; e++)
    find_blockers (&self, e);
  return self.ret;
}
