// SPDX-License-Identifier: Apache-2.0
/* F20, F21: parts sum to the score, differences and candidates equal a full evaluation, and every
 * blocker is true. */
#include "roster/tw-roster-explain.h"

#include "base/tw-rng.h"
#include "roster-rules.h"
#include "roster-street.h"

#include <math.h>
#include <string.h>
#include <time.h>

static double
cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static gboolean
is_slow_build (void)
{
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
  return TRUE;
#else
  return FALSE;
#endif
}

static void
assert_score (const TwRosterScore *a, const TwRosterScore *b)
{
  for (TwRosterTerm term = 0; term < TW_ROSTER_N_TERMS; term++)
    g_assert_cmpfloat_with_epsilon (tw_roster_score_get (a, term), tw_roster_score_get (b, term),
                                    1e-6);
  g_assert_cmpfloat_with_epsilon (a->total, b->total, 1e-6);
}

typedef struct {
  TwRosterProblem *problem;
  TwRoster *roster;
  TwRosterTally *tally;
  TwRosterBook book;
  TwRosterView view;
} Fixture;

/* Friday to Sunday, where everybody has another past. */
static void
price_fairness (TwRosterProblem *problem)
{
  problem->evening = (TwRosterWindow){ 72, 88 };
  for (int d = 0; d < problem->n_days; d++)
    problem->weekday[d] = (4 + d) % 7;
  for (int e = 0; e < problem->n_people; e++)
    {
      TwRosterPerson *person = &problem->people[e];
      person->evening_cost = e % 5;
      person->weekend_cost = e % 4;
      person->hours_cost = (e % 7 - 3) / 200.0;
      person->walk_cost = (e + 1) % 3;
    }
}

static void
fixture_init (Fixture *self, int n_people, double coverage, guint64 seed)
{
  self->problem = roster_street_new (n_people, seed);
  price_fairness (self->problem);
  self->roster = roster_street_fill (self->problem, coverage, seed);
  self->tally = tw_roster_tally_new (self->problem);
  for (int e = 0; e < n_people; e++)
    tw_roster_tally_apply (self->tally, &self->roster->plans[e], 1);
  self->book = (TwRosterBook){ .problem = self->problem };
  self->view = (TwRosterView){ &self->book, self->tally, self->roster->plans };
}

static void
fixture_clear (Fixture *self)
{
  tw_roster_tally_free (self->tally);
  tw_roster_free (self->roster);
  tw_roster_problem_free (self->problem);
}

/* Everybody was told another roster, so that changes cost something too. */
static void
publish (Fixture *self, guint64 seed)
{
  g_autoptr (TwRoster) told = roster_street_fill (self->problem, 0.8, seed);
  self->problem->change_cost = 3;
  for (int e = 0; e < self->problem->n_people; e++)
    {
      self->problem->people[e].published = g_steal_pointer (&told->plans[e].shifts);
      self->problem->people[e].n_published = told->plans[e].n_shifts;
      told->plans[e].n_shifts = 0;
    }
  tw_roster_evaluate (self->roster);
}

static void
test_contributions (void)
{
  Fixture f;
  TwRosterScore sum = { 0 };
  double *terms[] = { &sum.under,  &sum.over,   &sum.tide,   &sum.wages,
                      &sum.wishes, &sum.change, &sum.travel, &sum.fairness };
  gboolean seen[TW_ROSTER_N_TERMS] = { FALSE }, borne[TW_ROSTER_N_BURDENS] = { FALSE };
  fixture_init (&f, 200, 0.9, 1);
  publish (&f, 7);
  TwRosterShift *shift = &f.roster->plans[0].shifts[0];
  g_assert_cmpint (shift->n_blocks, ==, 3); /* the second half next door: a way */
  shift->blocks[2].post = (shift->blocks[0].post + 5) % f.problem->n_posts;
  tw_roster_evaluate (f.roster);
  g_autoptr (GArray) parts = tw_roster_contributions (f.problem, f.roster->plans);
  for (guint i = 0; i < parts->len; i++)
    {
      const TwRosterContribution *part = &g_array_index (parts, TwRosterContribution, i);
      gboolean own = part->term >= TW_ROSTER_TERM_WAGES;
      *terms[part->term] += part->amount;
      sum.total += part->amount;
      seen[part->term] = TRUE;
      g_assert_cmpint (part->burden >= 0, ==, part->term == TW_ROSTER_TERM_FAIRNESS);
      if (part->burden >= 0)
        borne[part->burden] = TRUE;
      g_assert_cmpint (part->person >= 0, ==, own);
      g_assert_cmpint (part->post >= 0, ==, part->term <= TW_ROSTER_TERM_OVER);
      g_assert_cmpint (part->tide >= 0, ==, part->term == TW_ROSTER_TERM_TIDE);
      g_assert_cmpint (part->slot, >=, 0);
    }
  assert_score (&sum, &f.roster->score);
  for (TwRosterTerm term = 0; term < TW_ROSTER_N_TERMS; term++)
    g_assert_true (seen[term]);
  for (TwRosterBurden burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    g_assert_true (borne[burden]);
  g_assert_cmpfloat_with_epsilon (f.roster->score.total, roster_rules_total (f.roster), 1e-6);
  fixture_clear (&f);
}

/* Of another person of the same pool: nearly always a plan with other cells. */
static void
test_change (void)
{
  Fixture f;
  TwRng rng;
  tw_rng_init (&rng, 51);
  fixture_init (&f, 90, 0.9, 2);
  publish (&f, 8);
  for (int i = 0; i < 60; i++)
    {
      int e = tw_rng_below (&rng, 90), other = tw_rng_below (&rng, 90);
      TwRosterScore delta, after = { 0 };
      double before = f.roster->score.total;
      TwRosterPlan was = f.roster->plans[e], to;
      tw_roster_plan_copy (&f.roster->plans[other], &to);
      double total = tw_roster_explain_change (f.tally, e, &was, &to, &delta);
      after = f.roster->score;
      f.roster->plans[e] = to;
      tw_roster_evaluate (f.roster);
      for (TwRosterTerm term = 0; term < TW_ROSTER_N_TERMS; term++)
        g_assert_cmpfloat_with_epsilon (tw_roster_score_get (&after, term)
                                            + tw_roster_score_get (&delta, term),
                                        tw_roster_score_get (&f.roster->score, term), 1e-6);
      g_assert_cmpfloat_with_epsilon (before + total, f.roster->score.total, 1e-6);
      tw_roster_tally_apply (f.tally, &was, -1);
      tw_roster_tally_apply (f.tally, &to, 1);
      tw_roster_plan_clear (&was);
    }
  fixture_clear (&f);
}

static TwRosterPlan
merged_plan (const TwRosterPlan *plan, const TwRosterShift *shift, int from, int n_out)
{
  TwRosterPlan to = { 0, g_new (TwRosterShift, plan->n_shifts + 1) };
  gboolean done = FALSE;
  for (int i = 0; i < plan->n_shifts; i++)
    {
      if (!done && shift->first < plan->shifts[i].first)
        {
          to.shifts[to.n_shifts++] = *shift;
          done = TRUE;
        }
      if (i < from || i >= from + n_out)
        to.shifts[to.n_shifts++] = plan->shifts[i];
    }
  if (!done)
    to.shifts[to.n_shifts++] = *shift;
  return to;
}

/* What the checker does not look at. */
static gboolean
may_work (const Fixture *f, int person, const TwRosterShift *shift)
{
  const TwRosterPerson *who = &f->problem->people[person];
  int post = shift->blocks[0].post;
  return f->problem->kinds[shift->kind].pools >> who->pool & 1
         && !(who->posts_barred[post / 64] >> (post % 64) & 1);
}

/* What the candidate says, by evaluating whole rosters and asking the independent checker. Given up
 * are shifts that follow each other. */
static void
assert_candidate (Fixture *f, const TwRosterCandidate *c, const TwRosterShift *shift)
{
  double before = f->roster->score.total;
  TwRosterPlan was = f->roster->plans[c->person];
  gboolean able = FALSE, same = FALSE;
  for (int from = 0; from + c->n_given_up <= was.n_shifts && !same; from++)
    {
      TwRosterPlan to = merged_plan (&was, shift, from, c->n_given_up);
      g_autofree char *why = roster_rules_find_break (f->problem, c->person, &to);
      gboolean allowed = !why && may_work (f, c->person, shift);
      f->roster->plans[c->person] = to;
      tw_roster_evaluate (f->roster);
      same = fabs (f->roster->score.total - before - c->delta) < 1e-6 && allowed == c->able;
      able |= allowed;
      g_free (to.shifts);
    }
  f->roster->plans[c->person] = was;
  tw_roster_evaluate (f->roster);
  g_assert_true (same);
  g_assert_cmpint (able, ==, c->able);
  if (!c->able)
    g_assert_cmpint (c->broken.severity, ==, TW_ROSTER_SEVERITY_RED);
}

static void
test_candidates (void)
{
  Fixture f;
  int n_able = 0, n_instead = 0;
  fixture_init (&f, 90, 0.5, 3);
  publish (&f, 9);
  for (int i = 0; i < 6; i++)
    {
      TwRosterBlock block = { i * 7, (i % 3) * 96 + 36 + 2 * i, (i % 3) * 96 + 48 + 2 * i };
      TwRosterShift shift = { i % 3, block.first, block.last, 1, &block };
      g_autoptr (GArray) all = tw_roster_candidates (&f.view, &shift);
      g_assert_cmpuint (all->len, ==, 90);
      for (guint j = 0; j < all->len; j++)
        {
          const TwRosterCandidate *c = &g_array_index (all, TwRosterCandidate, j);
          const TwRosterCandidate *next = j + 1 < all->len ? c + 1 : c;
          g_assert_true (c->able > next->able
                         || (c->able == next->able && c->delta <= next->delta));
          assert_candidate (&f, c, &shift);
          n_able += c->able;
          n_instead += c->able && c->n_given_up > 0;
        }
    }
  g_assert_cmpint (n_able, >, 10);
  g_assert_cmpint (n_instead, >, 0);
  fixture_clear (&f);
}

/* --- blockers -------------------------------------------------------------------------------- */

typedef struct {
  int post, slot;
  int n_shifts;      /* that stand at the post throughout and reach the slot */
  int n_allowed;     /* that break nothing */
  double best;       /* difference of the best of them */
  gboolean is_given; /* the one the blocker names is among all .. */
  gboolean is_allowed;
} Brute;

static void
try_shift (Fixture *f, int person, Brute *brute, const TwRosterShift *shift,
           const TwRosterBlocker *blocker)
{
  const TwRosterPlan *plan = &f->roster->plans[person];
  TwRosterPlan to = merged_plan (plan, shift, 0, 0);
  g_autofree char *why = roster_rules_find_break (f->problem, person, &to);
  gboolean given = blocker->shift_kind == shift->kind && blocker->first == shift->first
                   && blocker->last == shift->last;
  brute->n_shifts++;
  brute->is_given |= given;
  if (!why && may_work (f, person, shift))
    {
      double delta = tw_roster_explain_change (f->tally, person, plan, &to, NULL);
      brute->n_allowed++;
      brute->is_allowed |= given;
      brute->best = MIN (brute->best, delta);
    }
  g_free (to.shifts);
}

static void
try_breaks (Fixture *f, int person, Brute *brute, TwRosterShift *shift,
            const TwRosterBlocker *blocker)
{
  const TwRosterKind *kind = &f->problem->kinds[shift->kind];
  TwRosterBlock blocks[3];
  shift->blocks = blocks;
  shift->n_blocks = 1;
  blocks[0] = (TwRosterBlock){ brute->post, shift->first, shift->last };
  if (shift->last - shift->first <= kind->break_after)
    {
      try_shift (f, person, brute, shift, blocker);
      return;
    }
  shift->n_blocks = 3;
  for (int b = shift->first + kind->min_block;
       b + kind->break_slots + kind->min_block <= shift->last; b++)
    {
      if (b <= brute->slot && brute->slot < b + kind->break_slots)
        continue;
      blocks[0] = (TwRosterBlock){ brute->post, shift->first, b };
      blocks[1] = (TwRosterBlock){ TW_ROSTER_NONE, b, b + kind->break_slots };
      blocks[2] = (TwRosterBlock){ brute->post, b + kind->break_slots, shift->last };
      try_shift (f, person, brute, shift, blocker);
    }
}

/* All shifts at the post that reach the slot, whoever may work them. */
static Brute
try_everything (Fixture *f, const TwRosterBlocker *blocker, int post, int slot)
{
  Brute brute = { post, slot, 0, 0, INFINITY, FALSE, FALSE };
  int pool = f->problem->people[blocker->person].pool;
  const TwRosterKind *kind = &f->problem->kinds[pool];
  for (int first = MAX (0, slot - kind->max_slots); first <= slot; first++)
    for (int n = kind->min_slots; n <= kind->max_slots; n += kind->step_slots)
      {
        int clock = f->problem->clock[first];
        TwRosterShift shift = { pool, first, first + n, 0, NULL };
        if (first + n > slot && first + n <= f->problem->n_slots
            && (clock - kind->windows[0].first) % kind->start_step == 0)
          try_breaks (f, blocker->person, &brute, &shift, blocker);
      }
  return brute;
}

static void
assert_true_blocker (Fixture *f, const TwRosterBlocker *b, int post, int slot)
{
  const TwRosterPlan *plan = &f->roster->plans[b->person];
  const TwRosterShift *shift = NULL;
  int there = TW_ROSTER_NONE;
  for (int i = 0; i < plan->n_shifts; i++)
    for (int j = 0; j < plan->shifts[i].n_blocks; j++)
      if (plan->shifts[i].blocks[j].first <= slot && slot < plan->shifts[i].blocks[j].last)
        {
          shift = &plan->shifts[i];
          there = shift->blocks[j].post;
        }
  Brute brute = try_everything (f, b, post, slot);
  switch (b->kind)
    {
    case TW_ROSTER_BLOCKER_ELSEWHERE:
      g_assert_cmpint (there, ==, b->other);
      g_assert_cmpint (there, !=, post);
      break;
    case TW_ROSTER_BLOCKER_PAUSE:
      g_assert_true (shift && there == TW_ROSTER_NONE);
      break;
    case TW_ROSTER_BLOCKER_AWAY:
      g_assert_cmpint (f->problem->people[b->person].available[slot], ==, 0);
      break;
    case TW_ROSTER_BLOCKER_NO_SHIFT:
    case TW_ROSTER_BLOCKER_RULE:
      g_assert_cmpint (brute.n_allowed, ==, 0);
      g_assert_true (b->first == b->last || (brute.is_given && !brute.is_allowed));
      break;
    case TW_ROSTER_BLOCKER_COSTS:
    case TW_ROSTER_BLOCKER_HELPS:
      g_assert_true (brute.is_allowed);
      g_assert_cmpfloat_with_epsilon (brute.best, b->amount, 1e-6);
      g_assert_cmpint (b->amount < 0, ==, b->kind == TW_ROSTER_BLOCKER_HELPS);
      break;
    case TW_ROSTER_BLOCKER_FROZEN:
    case TW_ROSTER_BLOCKER_PINNED:
      g_assert_not_reached ();
    }
}

static void
test_blockers (void)
{
  Fixture f;
  int n_of[TW_ROSTER_BLOCKER_HELPS + 1] = { 0 };
  fixture_init (&f, 45, 0.6, 4);
  for (int e = 0; e < 45; e++)
    f.problem->people[e].cost_per_shift = e % 2 ? 2 : 900; /* some are too dear */
  for (int i = 0; i < 5; i++)
    {
      int post = (i * 13 + 4) % 60, slot = 96 * (i % 3) + 30 + 9 * i;
      g_autoptr (GArray) all = tw_roster_blockers (&f.view, post, slot);
      g_autofree int *n = g_new0 (int, 45);
      for (guint j = 0; j < all->len; j++)
        {
          const TwRosterBlocker *b = &g_array_index (all, TwRosterBlocker, j);
          n[b->person]++;
          n_of[b->kind]++;
          assert_true_blocker (&f, b, post, slot);
        }
      for (int e = 0; e < 45; e++)
        {
          gboolean stands = FALSE;
          for (int s = 0; s < f.roster->plans[e].n_shifts; s++)
            for (int k = 0; k < f.roster->plans[e].shifts[s].n_blocks; k++)
              {
                const TwRosterBlock *block = &f.roster->plans[e].shifts[s].blocks[k];
                stands |= block->post == post && block->first <= slot && slot < block->last;
              }
          g_assert_cmpint (n[e] > 0, ==, !stands);
        }
    }
  g_assert_cmpint (n_of[TW_ROSTER_BLOCKER_RULE], >, 20);
  g_assert_cmpint (n_of[TW_ROSTER_BLOCKER_AWAY], >, 5);
  g_assert_cmpint (n_of[TW_ROSTER_BLOCKER_ELSEWHERE], >, 5);
  g_assert_cmpint (n_of[TW_ROSTER_BLOCKER_COSTS], >, 0);
  g_assert_cmpint (n_of[TW_ROSTER_BLOCKER_HELPS], >, 0);
  fixture_clear (&f);
}

/* Pins and the frozen horizon are reasons of their own. */
static void
test_fixed (void)
{
  Fixture f;
  fixture_init (&f, 6, 1, 5);
  TwRosterShift *shift = &f.roster->plans[0].shifts[0];
  int slot = shift->first, post = (shift->blocks[0].post + 1) % 60, n_pinned = 0, n_frozen = 0;
  f.problem->people[0].pins = g_new0 (TwRosterShift, 1);
  f.problem->people[0].n_pins = 1;
  tw_roster_shift_copy (shift, f.problem->people[0].pins);
  g_autoptr (GArray) all = tw_roster_blockers (&f.view, post, slot);
  for (guint i = 0; i < all->len; i++)
    n_pinned += g_array_index (all, TwRosterBlocker, i).kind == TW_ROSTER_BLOCKER_PINNED;
  g_assert_cmpint (n_pinned, ==, 1);
  f.book.frozen_until = slot + 1;
  g_autoptr (GArray) later = tw_roster_blockers (&f.view, post, slot);
  for (guint i = 0; i < later->len; i++)
    n_frozen += g_array_index (later, TwRosterBlocker, i).kind == TW_ROSTER_BLOCKER_FROZEN;
  g_assert_cmpint (n_frozen, >=, 5);
  fixture_clear (&f);
}

/* Whoever asks why nobody stands there wants no shift whose break lies just there, though with
 * people enough in that slot it would be the cheapest. */
static void
test_break_elsewhere (void)
{
  enum { LENGTH = 8, WANTED = 4 };
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, 10, 60, 1, 1, 1);
  TwRosterKind *kind = &problem->kinds[0];
  TwRosterPlan plan = { 0 };
  kind->min_slots = kind->max_slots = LENGTH;
  kind->break_after = 4;
  kind->break_slots = 1;
  problem->people[0].available = g_malloc0 (10);
  memset (problem->people[0].available, 1, LENGTH);
  for (int t = 0; t < LENGTH; t++)
    problem->cover[t] = (TwRosterCover){ 1, 1, 10, 0, 0, 0 };
  problem->cover[WANTED] = (TwRosterCover){ 0, 0, 0, 0, 50, 0 };
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  TwRosterBook book = { .problem = problem };
  TwRosterView view = { &book, tally, &plan };
  g_autoptr (GArray) all = tw_roster_blockers (&view, 0, WANTED);
  g_assert_cmpuint (all->len, ==, 1);
  const TwRosterBlocker *b = &g_array_index (all, TwRosterBlocker, 0);
  g_assert_cmpint (b->kind, ==, TW_ROSTER_BLOCKER_HELPS);
  g_assert_cmpfloat (b->amount, ==, 50 - 6 * 10); /* of eight slots one is the break, one this */
  g_assert_cmpint (b->first, ==, 0);
  g_assert_cmpint (b->last, ==, LENGTH);
}

/* --- fast enough for the mouse --------------------------------------------------------------- */

static void
test_speed (void)
{
  Fixture f;
  fixture_init (&f, 900, 0.5, 6);
  TwRosterBlock block = { 3, 36, 52 };
  TwRosterShift shift = { 0, 36, 52, 1, &block };
  double began = cpu_ms ();
  for (int e = 0; e < 900; e++)
    tw_roster_explain_change (f.tally, e, &f.roster->plans[e], &f.roster->plans[899 - e], NULL);
  double change = (cpu_ms () - began) / 900;
  began = cpu_ms ();
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  for (int e = 0; e < 900; e++)
    tw_roster_breaks_find (&f.book, e, &f.roster->plans[e], found);
  double breaks = (cpu_ms () - began) / 900;
  g_assert_cmpuint (found->len, ==, 0); /* laid out without a break */
  began = cpu_ms ();
  g_autoptr (GArray) candidates = tw_roster_candidates (&f.view, &shift);
  double rank = cpu_ms () - began;
  for (int e = 0; e < 900; e++) /* everybody for everything: the most to look at */
    memset (f.problem->people[e].posts_barred, 0, sizeof f.problem->people[e].posts_barred);
  began = cpu_ms ();
  g_autoptr (GArray) blockers = tw_roster_blockers (&f.view, 3, 96 + 60);
  double block_ms = cpu_ms () - began;
  began = cpu_ms ();
  g_autoptr (GArray) parts = tw_roster_contributions (f.problem, f.roster->plans);
  double parts_ms = cpu_ms () - began;
  g_test_message ("900 people: change %.3f ms, breaks %.3f ms each; candidates %.1f ms, blockers "
                  "%.1f ms, contributions %.1f ms",
                  change, breaks, rank, block_ms, parts_ms);
  if (!is_slow_build ())
    {
      g_assert_cmpfloat (change, <, 5);
      g_assert_cmpfloat (breaks, <, 1);
      g_assert_cmpfloat (rank, <, 200);
      g_assert_cmpfloat (block_ms, <, 400);
    }
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/explain/contributions", test_contributions);
  g_test_add_func ("/roster/explain/change", test_change);
  g_test_add_func ("/roster/explain/candidates", test_candidates);
  g_test_add_func ("/roster/explain/blockers", test_blockers);
  g_test_add_func ("/roster/explain/fixed", test_fixed);
  g_test_add_func ("/roster/explain/break-elsewhere", test_break_elsewhere);
  g_test_add_func ("/roster/explain/speed", test_speed);
  return g_test_run ();
}
