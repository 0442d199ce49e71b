// SPDX-License-Identifier: Apache-2.0
#include "roster-random.h"

typedef struct {
  RosterDraw draw;
  gpointer data;
  TwRosterProblem *problem;
} Maker;

static int
below (Maker *self, int n)
{
  return self->draw (self->data, n);
}

static int
between (Maker *self, int low, int high)
{
  return low + below (self, high - low + 1);
}

int
roster_random_draw (gpointer rng, int n)
{
  return tw_rng_below (rng, n);
}

static void
make_kind (Maker *self, TwRosterKind *kind, int per_day)
{
  kind->post = below (self, 2) ? below (self, self->problem->n_posts) : TW_ROSTER_NONE;
  kind->min_slots = between (self, 1, MIN (3, per_day));
  kind->max_slots = between (self, kind->min_slots, MIN (per_day + 1, kind->min_slots + 3));
  kind->step_slots = between (self, 1, 2);
  kind->start_step = between (self, 1, 2);
  kind->min_block = between (self, 1, 2);
  kind->minutes = below (self, 3) == 0 ? 60 * between (self, 1, 4) : 0;
  kind->not_before = below (self, 2) ? below (self, 1 << self->problem->n_kinds) : 0;
  if (below (self, 2))
    {
      kind->break_after = between (self, 1, 3);
      kind->break_slots = between (self, 0, 1);
      kind->break_paid = below (self, 2);
    }
  if (below (self, 2) && per_day > 1)
    {
      kind->windows = g_new (TwRosterWindow, 1);
      kind->windows[0].first = below (self, per_day - 1);
      kind->windows[0].last = between (self, kind->windows[0].first, per_day - 1);
      kind->n_windows = 1;
    }
}

static void
make_places (Maker *self)
{
  TwRosterProblem *problem = self->problem;
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = below (self, 3);
  problem->travel_slots[2] = below (self, 3);
  problem->travel_cost = below (self, 2);
  for (int p = 0; p < problem->n_posts; p++)
    {
      problem->posts[p].place = between (self, -1, 1);
      problem->posts[p].skills = below (self, 4) == 0;
      problem->posts[p].pools = below (self, 5) == 0 ? 2 : 0;
      for (int t = 0; t < problem->n_slots; t++)
        {
          int need = below (self, 3);
          problem->cover[p * problem->n_slots + t] = (TwRosterCover){ need,
                                                                      need + below (self, 2),
                                                                      below (self, 9),
                                                                      below (self, 4),
                                                                      below (self, 3),
                                                                      below (self, 2) };
        }
    }
}

static void
make_tides (Maker *self)
{
  TwRosterProblem *problem = self->problem;
  if (below (self, 2))
    return;
  problem->n_tides = 1;
  problem->tides = g_new0 (TwRosterTide, 1);
  TwRosterTide *tide = problem->tides;
  tide->first = below (self, problem->n_slots);
  tide->last = between (self, tide->first, problem->n_slots);
  tide->share = below (self, 5) / 4.0;
  tide->weight = below (self, 8);
  tide->at = g_new0 (guint8, problem->n_posts);
  tide->at[below (self, problem->n_posts)] = 1;
  if (below (self, 2))
    {
      tide->of = g_new0 (guint8, problem->n_posts);
      for (int p = 0; p < problem->n_posts; p++)
        tide->of[p] = below (self, 3) > 0;
    }
}

static void
make_spans (Maker *self, TwRosterPerson *person)
{
  int least = 60 * below (self, 3);
  if (below (self, 2))
    return;
  person->n_spans = 1;
  person->spans = g_new0 (TwRosterSpan, 1);
  person->spans[0] = (TwRosterSpan){ 0, between (self, 1, self->problem->n_days), least,
                                     least + 60 * below (self, 6) };
}

static void
make_runs (Maker *self, TwRosterPerson *person)
{
  person->max_run = below (self, 3);
  person->min_run = between (self, 1, 2);
  person->min_off = between (self, 1, 2);
  person->run_before = person->max_run > 0 ? below (self, person->max_run) : 0;
  person->max_weekends = between (self, -1, 1);
  person->rest_slots = below (self, 4);
  person->free_from = below (self, 2);
}

static void
make_prices (Maker *self, TwRosterPerson *person)
{
  person->cost_per_minute = below (self, 3) / 60.0;
  person->cost_per_shift = below (self, 3);
  person->evening_cost = below (self, 3);
  person->weekend_cost = below (self, 3);
  person->hours_cost = between (self, -1, 1) / 60.0;
  person->walk_cost = below (self, 2);
  person->n_wishes = below (self, 2);
  person->wishes = g_new0 (TwRosterWish, 1);
  person->wishes[0] = (TwRosterWish){ below (self, self->problem->n_days),
                                      between (self, -1, self->problem->n_kinds - 1),
                                      below (self, 2), below (self, 6) };
}

TwRosterShift
roster_random_shift (const TwRosterProblem *problem, int day, RosterDraw draw, gpointer data)
{
  TwRosterShift shift = { .kind = draw (data, problem->n_kinds) };
  const TwRosterKind *kind = &problem->kinds[shift.kind];
  int post = kind->post >= 0 ? kind->post : draw (data, problem->n_posts);
  shift.first =
      problem->day_slot[day] + draw (data, problem->day_slot[day + 1] - problem->day_slot[day]);
  shift.last = MIN (problem->n_slots, shift.first + kind->min_slots);
  shift.n_blocks = 1;
  shift.blocks = g_new (TwRosterBlock, 1);
  shift.blocks[0] = (TwRosterBlock){ post, shift.first, shift.last };
  return shift;
}

static void
make_person (Maker *self, TwRosterPerson *person)
{
  TwRosterProblem *problem = self->problem;
  person->pool = below (self, 2);
  person->skills = below (self, 3) > 0;
  person->posts_barred[0] = below (self, 4) == 0;
  make_runs (self, person);
  make_prices (self, person);
  make_spans (self, person);
  if (below (self, 3) == 0)
    {
      person->max_of_kind = g_new (int, problem->n_kinds);
      for (int k = 0; k < problem->n_kinds; k++)
        person->max_of_kind[k] = below (self, 3);
    }
  if (below (self, 3) == 0)
    {
      person->available = g_malloc (problem->n_slots);
      for (int t = 0; t < problem->n_slots; t++)
        person->available[t] = below (self, 5) > 0;
    }
  if (below (self, 4) == 0)
    {
      person->n_pins = 1;
      person->pins = g_new (TwRosterShift, 1);
      person->pins[0] =
          roster_random_shift (problem, below (self, problem->n_days), self->draw, self->data);
    }
  if (below (self, 3) == 0)
    {
      person->n_published = 1;
      person->published = g_new (TwRosterShift, 1);
      person->published[0] =
          roster_random_shift (problem, below (self, problem->n_days), self->draw, self->data);
    }
}

TwRosterProblem *
roster_random_new (RosterDraw draw, gpointer data)
{
  Maker self = { draw, data, NULL };
  int n_days = between (&self, 1, 3), per_day = between (&self, 1, 5);
  int n_posts = between (&self, 1, 3), n_kinds = between (&self, 1, 2);
  TwRosterProblem *problem = self.problem =
      tw_roster_problem_new (n_days, per_day, 60, n_posts, n_kinds, below (&self, 4));
  int monday = below (&self, 7);
  for (int d = 0; d < n_days; d++)
    problem->weekday[d] = (d + monday) % 7;
  problem->evening.first = below (&self, per_day);
  problem->evening.last = between (&self, problem->evening.first, per_day);
  problem->change_cost = below (&self, 4);
  make_places (&self);
  make_tides (&self);
  for (int k = 0; k < n_kinds; k++)
    make_kind (&self, &problem->kinds[k], per_day);
  for (int e = 0; e < problem->n_people; e++)
    make_person (&self, &problem->people[e]);
  return problem;
}
