// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-columns.h"

#include <math.h>
#include <string.h>

/*
 * Each round solves the linear program over the plans known, and asks the planner for everybody's
 * best plan at its duals. The duals are smoothed towards those of the best bound so far (Wentges
 * 1997; Pessoa, Sadykov, Uchoa, Vanderbeck 2018), which halves the rounds; when the smoothed duals
 * yield nothing that improves the program, the true ones are asked.
 *
 * The bound of a round is Lagrange's: what all people's best plans cost at these duals plus what
 * heads cost at least. Pricing is exact, so it is a true bound in every round.
 */

#define EPS 1e-6
#define SMOOTHING 0.5

TwRosterColumns *
tw_roster_columns_new (const TwRosterTally *base, const int *people, int n_people,
                       TwRosterPlanner **planners, int n_threads)
{
  TwRosterColumns *self = g_new0 (TwRosterColumns, 1);
  g_autofree guint8 *in = g_new0 (guint8, base->problem->n_people);
  for (int i = 0; i < n_people; i++)
    in[people[i]] = 1;
  self->problem = base->problem;
  self->planners = planners;
  self->n_threads = n_threads;
  self->people = g_memdup2 (people, n_people * sizeof *people);
  self->n_people = n_people;
  self->fixed = g_new (int, self->problem->n_people);
  for (int e = 0; e < self->problem->n_people; e++)
    self->fixed[e] = -1;
  self->master = tw_roster_master_new (base, in);
  self->bound = -INFINITY;
  self->objective = INFINITY;
  self->cutoff = INFINITY;
  self->stands = g_array_new (FALSE, FALSE, sizeof (TwRosterStand));
  return self;
}

void
tw_roster_columns_free (TwRosterColumns *self)
{
  if (!self)
    return;
  tw_roster_master_free (self->master);
  g_array_unref (self->stands);
  g_free (self->center);
  g_free (self->people);
  g_free (self->fixed);
  g_free (self);
}

gboolean
tw_roster_columns_out_of_time (const TwRosterColumns *self)
{
  return (self->deadline_us > 0 && g_get_monotonic_time () > self->deadline_us)
         || g_cancellable_is_cancelled (self->cancellable);
}

typedef struct {
  TwRosterColumns *columns;
  const double *price;
  const int *which; /* n_which indices into people */
  int n_which;
  TwRosterAnswer *answers; /* n_which */
  int thread;
} Pricing;

static gboolean
stands_there (const TwRosterPlan *plan, int post, int slot)
{
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        if (block->post >= 0 && (post < 0 || block->post == post) && block->first <= slot
            && slot < block->last)
          return TRUE;
      }
  return FALSE;
}

static gboolean
agrees (const GArray *stands, int person, const TwRosterPlan *plan)
{
  for (guint i = 0; i < stands->len; i++)
    {
      const TwRosterStand *s = &g_array_index (stands, TwRosterStand, i);
      if (s->person == person && stands_there (plan, s->post, s->slot) != s->stands)
        return FALSE;
    }
  return TRUE;
}

/* Adds what breaking the decisions about @person costs to @price; returns how many demand
 * something.
 */
static int
punish (const TwRosterColumns *self, int person, double *price, double big)
{
  const TwRosterProblem *problem = self->problem;
  int n = 0;
  for (guint i = 0; i < self->stands->len; i++)
    {
      const TwRosterStand *s = &g_array_index (self->stands, TwRosterStand, i);
      if (s->person != person)
        continue;
      n += s->stands;
      for (int p = MAX (0, s->post); p < (s->post < 0 ? problem->n_posts : s->post + 1); p++)
        price[(gsize) p * problem->n_slots + s->slot] += s->stands ? -big : big;
    }
  return n;
}

static void
price_one (TwRosterColumns *self, TwRosterPlanner *planner, int person, double *price,
           TwRosterAnswer *ret)
{
  int n = punish (self, person, price, self->big);
  ret->cost = tw_roster_planner_best (planner, person, price, INFINITY, &ret->plan) + n * self->big;
  ret->lower = tw_roster_planner_get_lower (planner) + n * self->big;
  ret->none = !(ret->cost < INFINITY);
  if (!ret->none && !agrees (self->stands, person, &ret->plan))
    {
      ret->none = TRUE;
      tw_roster_plan_clear (&ret->plan);
    }
}

static gpointer
price_some (gpointer data)
{
  Pricing *self = data;
  TwRosterColumns *columns = self->columns;
  gsize size = (gsize) columns->problem->n_posts * columns->problem->n_slots * sizeof (double);
  g_autofree double *price = g_memdup2 (self->price, size);
  TwRosterPlanner *planner = columns->planners[self->thread];
  tw_roster_planner_hold (planner, columns->stands->len == 0);
  for (int i = self->thread; i < self->n_which && !tw_roster_columns_out_of_time (columns);
       i += columns->n_threads)
    {
      int person = columns->people[self->which[i]];
      if (columns->fixed[person] >= 0)
        continue;
      price_one (columns, planner, person, price, &self->answers[i]);
      if (columns->stands->len > 0)
        memcpy (price, self->price, size);
    }
  tw_roster_planner_hold (planner, FALSE);
  return NULL;
}

void
tw_roster_columns_price_some (TwRosterColumns *self, const double *price, const int *which,
                              int n_which, TwRosterAnswer *answers)
{
  int n_threads = MAX (1, MIN (self->n_threads, n_which));
  g_autofree Pricing *parts = g_new (Pricing, self->n_threads);
  g_autofree GThread **threads = g_new0 (GThread *, self->n_threads);
  for (int i = 0; i < self->n_threads; i++)
    parts[i] = (Pricing){ self, price, which, n_which, answers, i };
  for (int i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("roster-price", price_some, &parts[i]);
  price_some (&parts[0]);
  for (int i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
}

void
tw_roster_columns_price (TwRosterColumns *self, const double *price, TwRosterAnswer *answers)
{
  g_autofree int *all = g_new (int, self->n_people);
  for (int i = 0; i < self->n_people; i++)
    all[i] = i;
  tw_roster_columns_price_some (self, price, all, self->n_people, answers);
}

/* Prices at @duals, keeps what improves the program at @now; returns how many, and the bound. */
static int
generate (TwRosterColumns *self, const double *duals, const double *now, const double *now_price,
          double *ret_bound)
{
  const TwRosterProblem *problem = self->problem;
  g_autofree double *price = g_new (double, (gsize) problem->n_posts * problem->n_slots);
  g_autofree TwRosterAnswer *answers = g_new0 (TwRosterAnswer, self->n_people);
  double bound = tw_roster_master_bound_of_heads (self->master, duals);
  int n = 0;
  tw_roster_master_price (self->master, duals, price);
  tw_roster_columns_price (self, price, answers);
  if (tw_roster_columns_out_of_time (self))
    {
      *ret_bound = -INFINITY;
      for (int i = 0; i < self->n_people; i++)
        tw_roster_plan_clear (&answers[i].plan);
      return 0;
    }
  for (int i = 0; i < self->n_people; i++)
    {
      int e = self->people[i];
      if (self->fixed[e] >= 0)
        {
          const TwRosterPlan *plan = tw_roster_master_get_plan (self->master, self->fixed[e]);
          bound += tw_roster_master_get_cost (self->master, self->fixed[e])
                   + tw_roster_plan_price (problem, price, plan);
          continue;
        }
      bound += answers[i].lower;
      if (answers[i].none)
        continue;
      double own = answers[i].cost - tw_roster_plan_price (problem, price, &answers[i].plan);
      double reduced = own + tw_roster_plan_price (problem, now_price, &answers[i].plan)
                       - tw_roster_master_get_dual_of (self->master, now, e);
      if (reduced < -EPS)
        {
          tw_roster_master_add (self->master, e, own, &answers[i].plan);
          n++;
        }
      else
        {
          tw_roster_plan_clear (&answers[i].plan);
        }
    }
  *ret_bound = bound;
  return n;
}

static gboolean
anybody_fixed (const TwRosterColumns *self)
{
  for (int i = 0; i < self->n_people; i++)
    if (self->fixed[self->people[i]] >= 0)
      return TRUE;
  return FALSE;
}

gboolean
tw_roster_columns_solve (TwRosterColumns *self, int max_rounds, double gap)
{
  const TwRosterProblem *problem = self->problem;
  int n_rows = tw_roster_master_get_n_rows (self->master);
  g_autofree double *now = g_new (double, n_rows), *smooth = g_new (double, n_rows);
  g_autofree double *center = g_new0 (double, n_rows);
  g_autofree double *now_price = g_new (double, (gsize) problem->n_posts * problem->n_slots);
  double best = -INFINITY, bound;
  gboolean free = !anybody_fixed (self) && self->stands->len == 0;
  gboolean centered = free && self->center != NULL && self->n_center == n_rows;
  self->proven = -INFINITY;
  self->converged = FALSE;
  if (centered)
    memcpy (center, self->center, n_rows * sizeof *center);
  for (int round = 0;; round++)
    {
      if (tw_roster_columns_out_of_time (self)
          || !tw_roster_master_solve (self->master, &self->objective))
        return FALSE;
      self->converged = self->objective - best < gap || best >= self->cutoff;
      if (self->converged || round == max_rounds)
        break;
      tw_roster_master_get_duals (self->master, now);
      tw_roster_master_price (self->master, now, now_price);
      for (int i = 0; i < n_rows; i++)
        smooth[i] =
            round == 0 && !centered ? now[i] : SMOOTHING * center[i] + (1 - SMOOTHING) * now[i];
      int n = generate (self, smooth, now, now_price, &bound);
      if (bound > best)
        {
          best = bound;
          memcpy (center, smooth, n_rows * sizeof *center);
        }
      if (n == 0 && round > 0)
        {
          n = generate (self, now, now, now_price, &bound);
          if (bound > best)
            {
              best = bound;
              memcpy (center, now, n_rows * sizeof *center);
            }
        }
      self->proven = best;
      if (free)
        self->bound = MAX (self->bound, best);
      if (n == 0)
        {
          self->converged = !tw_roster_columns_out_of_time (self);
          break;
        }
    }
  if (free)
    {
      g_free (self->center);
      self->center = g_steal_pointer (&center);
      self->n_center = n_rows;
    }
  return !g_cancellable_is_cancelled (self->cancellable);
}

static void
fix (TwRosterColumns *self, int column)
{
  self->fixed[tw_roster_master_get_person (self->master, column)] = column;
  tw_roster_master_set_bounds (self->master, column, 1, INFINITY);
}

void
tw_roster_columns_release (TwRosterColumns *self)
{
  for (int i = 0; i < self->n_people; i++)
    {
      int *fixed = &self->fixed[self->people[i]];
      if (*fixed >= 0)
        tw_roster_master_set_bounds (self->master, *fixed, 0, INFINITY);
      *fixed = -1;
    }
}

void
tw_roster_columns_decide (TwRosterColumns *self, const GArray *stands)
{
  g_array_set_size (self->stands, 0);
  g_array_append_vals (self->stands, stands->data, stands->len);
  for (int c = 0; c < tw_roster_master_get_n_columns (self->master); c++)
    {
      int person = tw_roster_master_get_person (self->master, c);
      gboolean keep = agrees (stands, person, tw_roster_master_get_plan (self->master, c));
      tw_roster_master_set_bounds (self->master, c, 0, keep ? INFINITY : 0);
    }
}

/* Fixes all columns that are whole; returns how many. */
static int
fix_whole (TwRosterColumns *self)
{
  int n = 0, n_columns = tw_roster_master_get_n_columns (self->master);
  for (int c = 0; c < n_columns; c++)
    if (self->fixed[tw_roster_master_get_person (self->master, c)] < 0
        && tw_roster_master_get_value (self->master, c) > 1 - 1e-4)
      {
        fix (self, c);
        n++;
      }
  return n;
}

static gboolean
fix_largest (TwRosterColumns *self, double at_least, double noise, TwRng *rng)
{
  int best = -1, n_columns = tw_roster_master_get_n_columns (self->master);
  double most = at_least;
  for (int c = 0; c < n_columns; c++)
    {
      if (self->fixed[tw_roster_master_get_person (self->master, c)] >= 0)
        continue;
      double value = tw_roster_master_get_value (self->master, c);
      if (value > 1e-6)
        value += noise * tw_rng_uniform (rng);
      if (value > most)
        {
          most = value;
          best = c;
        }
    }
  if (best >= 0)
    fix (self, best);
  return best >= 0;
}

gboolean
tw_roster_columns_dive (TwRosterColumns *self, double cutoff, double step, double noise, TwRng *rng)
{
  int left = self->n_people;
  while (left > 0)
    {
      if (!tw_roster_columns_solve (self, 30, 0.05) || self->objective >= cutoff - EPS)
        return FALSE;
      int whole = fix_whole (self), most = MAX (1, step * left);
      left -= whole;
      if (left > 0 && whole < most)
        {
          fix_largest (self, 0, noise, rng);
          left--;
          for (int k = 1; k < most && left > 0 && fix_largest (self, 0.75, noise, rng); k++)
            left--;
        }
    }
  return tw_roster_master_solve (self->master, &self->objective) && self->objective < cutoff - EPS;
}
