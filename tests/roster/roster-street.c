// SPDX-License-Identifier: Apache-2.0
#include "roster-street.h"

#include "base/tw-rng.h"

#include <math.h>
#include <string.h>

#define N_PLACES 12
#define N_SERVICES 5
#define HOUR 4
#define N_DAYS 3
#define DAY (24 * HOUR)

static void
add_kinds (TwRosterProblem *problem)
{
  static const int longest[] = { 9, 4, 4 };
  for (int k = 0; k < problem->n_kinds; k++)
    {
      TwRosterKind *kind = &problem->kinds[k];
      kind->min_slots = 2 * HOUR;
      kind->max_slots = longest[k] * HOUR;
      kind->step_slots = kind->start_step = 2;
      kind->min_block = HOUR;
      kind->break_after = 6 * HOUR;
      kind->break_slots = 2;
      kind->pools = 1u << k;
      kind->windows = g_new (TwRosterWindow, 1);
      kind->windows[0] = (TwRosterWindow){ 6 * HOUR, 20 * HOUR };
      kind->n_windows = 1;
    }
}

static void
add_demand (TwRosterProblem *problem, TwRng *rng)
{
  double per_post = problem->n_people * 0.45 / problem->n_posts;
  for (int p = 0; p < problem->n_posts; p++)
    {
      double level = per_post * (0.6 + 0.8 * tw_rng_uniform (rng));
      int peak = (8 + tw_rng_below (rng, 11)) * HOUR;
      for (int t = 0; t < problem->n_slots; t++)
        {
          int clock = problem->clock[t];
          double wave = exp (-pow ((clock - peak) / (3.5 * HOUR), 2));
          int need = clock < 7 * HOUR || clock >= 22 * HOUR ? 0 : level * (0.35 + wave) + 0.5;
          problem->cover[(gsize) p * problem->n_slots + t] =
              (TwRosterCover){ need, need + 1, 10 + 5 * (p % 3), 4, 1, 0.5 };
        }
    }
}

static void
add_places (TwRosterProblem *problem)
{
  problem->n_places = N_PLACES;
  problem->travel_slots = g_new0 (guint8, N_PLACES * N_PLACES);
  problem->travel_cost = 0.5;
  for (int a = 0; a < N_PLACES; a++)
    for (int b = 0; b < N_PLACES; b++)
      problem->travel_slots[a * N_PLACES + b] = a == b ? 0 : 1 + ABS (a - b) / 5;
  for (int p = 0; p < problem->n_posts; p++)
    {
      problem->posts[p].place = p / N_SERVICES;
      problem->posts[p].skills = p % N_SERVICES == 4;
    }
}

static void
add_tides (TwRosterProblem *problem)
{
  problem->n_tides = 2 * N_DAYS;
  problem->tides = g_new0 (TwRosterTide, problem->n_tides);
  for (int r = 0; r < problem->n_tides; r++)
    {
      TwRosterTide *tide = &problem->tides[r];
      int from = r % 2 ? 11 : 7;
      tide->first = (r / 2) * DAY + from * HOUR;
      tide->last = tide->first + 2 * HOUR;
      tide->share = 0.4;
      tide->weight = 3;
      tide->at = g_new0 (guint8, problem->n_posts);
      for (int p = 0; p < problem->n_posts; p++)
        tide->at[p] = r % 2 ? p < 15 : p % N_SERVICES < 2;
    }
}

static void
add_person (TwRosterProblem *problem, int e, TwRng *rng)
{
  static const double wages[] = { 0.05, 0.04, 0.01 };
  TwRosterPerson *person = &problem->people[e];
  int home = tw_rng_below (rng, N_PLACES), from = tw_rng_below (rng, 4) * 4;
  person->name = g_strdup_printf ("person %d", e);
  person->pool = e % 3;
  person->home = home;
  person->skills = tw_rng_below (rng, 4) == 0;
  person->rest_slots = 11 * HOUR;
  person->max_run = 6;
  person->run_before = tw_rng_below (rng, 4);
  person->cost_per_minute = wages[person->pool];
  person->cost_per_shift = 2;
  person->n_spans = 1;
  person->spans = g_new0 (TwRosterSpan, 1);
  person->spans[0] = (TwRosterSpan){ 0, N_DAYS, 0, person->pool == 0 ? 1440 : 600 };
  for (int p = 0; p < problem->n_posts; p++) /* at home and next door */
    if (ABS (problem->posts[p].place - home) > 1)
      person->posts_barred[p / 64] |= G_GUINT64_CONSTANT (1) << (p % 64);
  person->available = g_malloc0 (problem->n_slots);
  for (int t = 0; t < problem->n_slots; t++)
    person->available[t] =
        person->pool == 0 || (t % DAY >= (8 + from / 2) * HOUR && t % DAY < (15 + from / 2) * HOUR);
  person->n_wishes = 1;
  person->wishes = g_new0 (TwRosterWish, 1);
  person->wishes[0] = (TwRosterWish){ tw_rng_below (rng, N_DAYS), TW_ROSTER_NONE,
                                      tw_rng_below (rng, 2), 1 + tw_rng_below (rng, 4) };
}

TwRosterProblem *
roster_street_new (int n_people, guint64 seed)
{
  TwRng rng;
  TwRosterProblem *problem =
      tw_roster_problem_new (N_DAYS, DAY, 60 / HOUR, N_PLACES * N_SERVICES, 3, n_people);
  tw_rng_init_named (&rng, seed, "street");
  add_kinds (problem);
  add_places (problem);
  add_demand (problem, &rng);
  add_tides (problem);
  for (int e = 0; e < n_people; e++)
    add_person (problem, e, &rng);
  return problem;
}

static void
add_shift (TwRosterPlan *plan, int kind, int post, int first, int slots)
{
  int n = slots > 6 * HOUR ? 3 : 1, half = first + 4 * HOUR;
  TwRosterBlock *blocks = g_new (TwRosterBlock, n);
  blocks[0] = (TwRosterBlock){ post, first, n == 3 ? half : first + slots };
  if (n == 3)
    {
      blocks[1] = (TwRosterBlock){ TW_ROSTER_NONE, half, half + 2 };
      blocks[2] = (TwRosterBlock){ post, half + 2, first + slots };
    }
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] = (TwRosterShift){ kind, first, first + slots, n, blocks };
}

static int
some_post (const TwRosterProblem *problem, const TwRosterPerson *person, TwRng *rng)
{
  for (;;)
    {
      int p = tw_rng_below (rng, problem->n_posts);
      if ((problem->posts[p].skills & ~person->skills) == 0
          && !(person->posts_barred[p / 64] >> (p % 64) & 1))
        return p;
    }
}

TwRoster *
roster_street_fill (const TwRosterProblem *problem, double coverage, guint64 seed)
{
  TwRng rng;
  TwRoster *roster = tw_roster_new (problem);
  tw_rng_init_named (&rng, seed, "fill");
  for (int e = 0; e < problem->n_people; e++)
    {
      const TwRosterPerson *person = &problem->people[e];
      int turn = tw_rng_below (&rng, 3), slots = person->pool == 0 ? 8 * HOUR + 2 : 3 * HOUR;
      int first = person->pool == 0 ? (7 + 3 * turn) * HOUR : 0;
      while (person->pool > 0 && !person->available[first])
        first++;
      for (int d = 0; d < N_DAYS; d++)
        if (tw_rng_uniform (&rng) < coverage
            && (d < 2 || person->pool > 0 || roster->plans[e].n_shifts < 2))
          add_shift (&roster->plans[e], person->pool, some_post (problem, person, &rng),
                     d * DAY + first, slots);
    }
  tw_roster_evaluate (roster);
  return roster;
}
