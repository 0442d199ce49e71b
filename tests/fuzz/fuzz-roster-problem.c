// SPDX-License-Identifier: Apache-2.0
/* Rostering problems made of bytes, some of them nonsense: what is refused is named, what is solved
 * breaks no rule, and every question about it has an answer. */
#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-mps.h"
#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-shortages.h"
#include "roster/tw-roster-solve.h"
#include "tests/roster/roster-random.h"
#include "tests/roster/roster-rules.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct {
  const guint8 *data;
  gsize size, at;
} Bytes;

/* After the last byte everything is 0, which ends all choices. */
static int
draw (gpointer user_data, int n)
{
  Bytes *bytes = user_data;
  return bytes->at < bytes->size ? bytes->data[bytes->at++] % n : 0;
}

static int
odd_number (Bytes *bytes)
{
  static const int odd[] = { 0, -1, 1, 2, 3, 255, -2, 40001, G_MAXINT, G_MININT, 65, 256 };
  return odd[draw (bytes, G_N_ELEMENTS (odd))];
}

static double
odd_price (Bytes *bytes)
{
  const double odd[] = { 0, -1, NAN, INFINITY, -INFINITY, 1e300, 1e-300, 0.5, 3 };
  return odd[draw (bytes, G_N_ELEMENTS (odd))];
}

static void
spoil_person (Bytes *bytes, TwRosterPerson *person)
{
  int *const numbers[] = { &person->pool,       &person->home,      &person->max_run,
                           &person->min_run,    &person->min_off,   &person->max_weekends,
                           &person->rest_slots, &person->free_from, &person->run_before };
  double *const prices[] = { &person->cost_per_minute, &person->cost_per_shift,
                             &person->evening_cost,    &person->weekend_cost,
                             &person->hours_cost,      &person->walk_cost };
  switch (draw (bytes, 6))
    {
    case 0:
      *numbers[draw (bytes, G_N_ELEMENTS (numbers))] = odd_number (bytes);
      break;
    case 1:
      *prices[draw (bytes, G_N_ELEMENTS (prices))] = odd_price (bytes);
      break;
    case 2:
      if (person->n_spans > 0)
        person->spans[0] = (TwRosterSpan){ odd_number (bytes), odd_number (bytes),
                                           odd_number (bytes), odd_number (bytes) };
      break;
    case 3:
      if (person->n_wishes > 0)
        person->wishes[0] =
            (TwRosterWish){ odd_number (bytes), odd_number (bytes), 1, odd_price (bytes) };
      break;
    case 4:
      if (person->n_pins > 0)
        person->pins[0].first = odd_number (bytes);
      break;
    default:
      if (person->n_published > 0)
        person->published[0].blocks[0] =
            (TwRosterBlock){ odd_number (bytes), odd_number (bytes), odd_number (bytes) };
    }
}

static void
spoil_kind (Bytes *bytes, TwRosterKind *kind)
{
  int *const numbers[] = { &kind->post,      &kind->min_slots,   &kind->max_slots,
                           &kind->minutes,   &kind->step_slots,  &kind->start_step,
                           &kind->min_block, &kind->break_after, &kind->break_slots };
  *numbers[draw (bytes, G_N_ELEMENTS (numbers))] = odd_number (bytes);
  if (kind->n_windows > 0 && draw (bytes, 2))
    kind->windows[0] = (TwRosterWindow){ odd_number (bytes), odd_number (bytes) };
}

static void
spoil_grid (Bytes *bytes, TwRosterProblem *problem)
{
  TwRosterCover *cover = &problem->cover[draw (bytes, problem->n_slots)];
  switch (draw (bytes, 8))
    {
    case 0:
      problem->day_slot[draw (bytes, problem->n_days + 1)] = odd_number (bytes);
      break;
    case 1:
      problem->weekday[0] = odd_number (bytes);
      break;
    case 2:
      problem->evening = (TwRosterWindow){ odd_number (bytes), odd_number (bytes) };
      break;
    case 3:
      problem->travel_slots[draw (bytes, 4)] = odd_number (bytes);
      break;
    case 4:
      problem->posts[0].place = odd_number (bytes);
      break;
    case 5:
      cover->need = odd_number (bytes);
      cover->top = odd_number (bytes);
      break;
    case 6:
      cover->under2 = odd_price (bytes);
      problem->travel_cost = odd_price (bytes);
      break;
    default:
      problem->slot_minutes = odd_number (bytes);
    }
}

static void
spoil_tide (Bytes *bytes, TwRosterTide *tide)
{
  int *const numbers[] = { &tide->first, &tide->last };
  if (draw (bytes, 2))
    *numbers[draw (bytes, 2)] = odd_number (bytes);
  else
    tide->share = odd_price (bytes);
  tide->weight = odd_price (bytes);
}

static void
spoil (Bytes *bytes, TwRosterProblem *problem)
{
  int n = draw (bytes, 8);
  for (int i = 0; i < n - 4; i++) /* half of them stay as they are */
    switch (draw (bytes, 4))
      {
      case 0:
        if (problem->n_people > 0)
          spoil_person (bytes, &problem->people[draw (bytes, problem->n_people)]);
        break;
      case 1:
        spoil_kind (bytes, &problem->kinds[draw (bytes, problem->n_kinds)]);
        break;
      case 2:
        if (problem->n_tides > 0)
          spoil_tide (bytes, problem->tides);
        break;
      default:
        spoil_grid (bytes, problem);
      }
}

static void
write_model (const TwRosterProblem *problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_assert_true (tw_roster_write_mps (problem, out, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
near (double a, double b)
{
  return fabs (a - b) <= 1e-6 * (1 + fabs (a) + fabs (b));
}

static void
assert_roster (const TwRosterProblem *problem, const TwRoster *roster)
{
  for (int e = 0; e < problem->n_people; e++)
    {
      g_autofree char *why = roster_rules_find_break (problem, e, &roster->plans[e]);
      g_assert_cmpstr (why, ==, NULL);
    }
  g_assert_true (near (roster->score.total, roster_rules_total (roster)));
  g_autoptr (GArray) parts = tw_roster_contributions (problem, roster->plans);
  double sum = 0;
  for (guint i = 0; i < parts->len; i++)
    sum += g_array_index (parts, TwRosterContribution, i).amount;
  g_assert_true (near (sum, roster->score.total));
  g_autoptr (GArray) shortages = tw_roster_shortages (problem, roster->plans);
  gboolean needed = FALSE;
  for (guint i = 0; i < shortages->len; i++)
    needed |= g_array_index (shortages, TwRosterShortage, i).cost > 0;
  g_assert_cmpint (needed, ==, roster->score.under + roster->score.tide > 1e-9);
}

/* A plan of any numbers must be judged, not trusted. */
static void
judge_nonsense (Bytes *bytes, const TwRosterProblem *problem)
{
  TwRosterBook book = { .problem = problem, .frozen_until = draw (bytes, 3) };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  TwRosterBlock blocks[4];
  TwRosterShift shifts[2];
  for (int i = 0; i < 4; i++)
    blocks[i] = (TwRosterBlock){ odd_number (bytes), draw (bytes, 9) - 2, draw (bytes, 9) - 2 };
  for (int i = 0; i < 2; i++)
    shifts[i] = (TwRosterShift){ draw (bytes, 4) - 1, draw (bytes, 18) - 2, draw (bytes, 18) - 2,
                                 draw (bytes, 3), &blocks[2 * i] };
  TwRosterPlan plan = { draw (bytes, 3), shifts };
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_breaks_find (&book, e, &plan, found);
}

static void
ask_about (Bytes *bytes, const TwRosterProblem *problem, const TwRoster *roster)
{
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_tally_apply (tally, &roster->plans[e], 1);
  TwRosterBook book = { .problem = problem, .frozen_until = draw (bytes, 4) };
  TwRosterView view = { &book, tally, roster->plans };
  TwRosterShift shift = roster_random_shift (problem, draw (bytes, problem->n_days), draw, bytes);
  g_autoptr (GArray) candidates = tw_roster_candidates (&view, &shift);
  g_assert_cmpuint (candidates->len, ==, problem->n_people);
  g_autoptr (GArray) blockers =
      tw_roster_blockers (&view, draw (bytes, problem->n_posts), draw (bytes, problem->n_slots));
  g_assert_cmpuint (blockers->len, <=, 8 * problem->n_people);
  tw_roster_shift_clear (&shift);
}

static void
repair (Bytes *bytes, const TwRosterProblem *problem, const TwRoster *roster)
{
  if (problem->n_people == 0)
    return;
  int first = draw (bytes, problem->n_slots);
  TwRosterAbsence absence = { draw (bytes, problem->n_people + 1), first,
                              first + draw (bytes, problem->n_slots) };
  TwRosterNewPin pin = { draw (bytes, problem->n_people),
                         roster_random_shift (problem, draw (bytes, problem->n_days), draw,
                                              bytes) };
  TwRosterRepairOptions options = { .absences = &absence,
                                    .n_absences = draw (bytes, 2),
                                    .pins = &pin,
                                    .n_pins = draw (bytes, 2),
                                    .frozen_until = draw (bytes, 4),
                                    .change_cost = 1 + draw (bytes, 5),
                                    .move_cost = draw (bytes, 2),
                                    .improve = draw (bytes, 2),
                                    .max_seconds = 0.1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterRepair) done = tw_roster_repair (problem, roster->plans, &options, &error);
  g_assert_true ((done != NULL) == (error == NULL));
  if (done)
    g_assert_true (near (done->roster->score.total, roster_rules_total (done->roster)));
  tw_roster_shift_clear (&pin.shift);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Bytes bytes = { data, MIN (size, 4096), 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = roster_random_new (draw, &bytes);
  spoil (&bytes, problem);
  if (!tw_roster_problem_check (problem, &error))
    {
      g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
      g_assert_true (strlen (error->message) > 5);
      return 0;
    }
  judge_nonsense (&bytes, problem);
  TwRosterSolveOptions options = { .seed = 1, .n_threads = 1, .max_rounds = 1, .max_seconds = 0.1 };
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  if (!solution)
    {
      g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
      return 0;
    }
  double total = solution->roster->score.total;
  g_assert_true (isfinite (total));
  g_assert_true (solution->bound <= total + 1e-6 * (1 + fabs (total)));
  assert_roster (problem, solution->roster);
  if (draw (&bytes, 4) == 0)
    write_model (problem);
  ask_about (&bytes, problem, solution->roster);
  repair (&bytes, problem, solution->roster);
  return 0;
}
