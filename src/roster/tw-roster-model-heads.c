// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-model.h"

#include <math.h>

/* Heads, what too few and too many of them cost, and shares: see tw-roster-model.c. */

static void
count_pin (const TwRosterProblem *problem, const TwRosterShift *pin, int *pinned)
{
  for (int b = 0; b < pin->n_blocks; b++)
    for (int t = pin->blocks[b].first; pin->blocks[b].post >= 0 && t < pin->blocks[b].last; t++)
      pinned[tw_roster_model_head_row (problem, pin->blocks[b].post, t)]++;
}

/* How many could stand at each post at most. */
static int *
most_heads (const TwRosterChoiceSet *choices)
{
  int *most = g_new0 (int, choices->problem->n_posts + 1);
  for (int e = 0; e < choices->problem->n_people; e++)
    {
      for (int i = 0; i < choices->people[e].n_posts; i++)
        most[choices->people[e].posts[i]]++;
      if (choices->problem->people[e].n_pins > 0) /* a pin may stand anywhere */
        for (int p = 0; p < choices->problem->n_posts; p++)
          most[p]++;
    }
  return most;
}

/* One column per piece, or one for @n where the price of each is the same. */
static void
add_pieces (TwRosterModel *self, const char *name, int post, int slot, int row, double sign, int n,
            double each, double squared)
{
  int n_pieces = squared > 0 ? n : MIN (n, 1);
  for (int j = 1; j <= n_pieces; j++)
    {
      tw_roster_model_add_column (self, each + squared * (2 * j - 1), squared > 0 ? 1 : n, FALSE,
                                  "%s_p%d_t%d_%d", name, post, slot, j);
      tw_roster_model_put (self, row, sign);
    }
}

static void
add_tide_columns (TwRosterModel *self, const TwRosterProblem *problem, int *const *rows)
{
  for (int r = 0; r < problem->n_tides; r++)
    for (int t = problem->tides[r].first; t < problem->tides[r].last; t++)
      {
        tw_roster_model_add_column (self, problem->tides[r].weight, INFINITY, FALSE, "tide_r%d_t%d",
                                    r, t);
        tw_roster_model_put (self, rows[r][t - problem->tides[r].first], 1);
      }
}

static int **
add_tide_rows (TwRosterModel *self, const TwRosterProblem *problem)
{
  int **rows = g_new0 (int *, problem->n_tides + 1);
  for (int r = 0; r < problem->n_tides; r++)
    {
      const TwRosterTide *tide = &problem->tides[r];
      rows[r] = g_new (int, tide->last - tide->first + 1);
      for (int t = tide->first; t < tide->last; t++)
        rows[r][t - tide->first] = tw_roster_model_add_row (self, 'G', 0, "share_r%d_t%d", r, t);
    }
  return rows;
}

static void
add_cell (TwRosterModel *self, const TwRosterProblem *problem, int post, int slot, int most,
          int *const *tide_rows)
{
  const TwRosterCover *c = &problem->cover[tw_roster_model_head_row (problem, post, slot)];
  gboolean under = c->need > 0 && (c->under > 0 || c->under2 > 0);
  gboolean over = most > c->top && (c->over > 0 || c->over2 > 0);
  int few = under ? tw_roster_model_add_row (self, 'G', c->need, "need_p%d_t%d", post, slot) : -1;
  int many = over ? tw_roster_model_add_row (self, 'L', c->top, "top_p%d_t%d", post, slot) : -1;
  tw_roster_model_add_column (self, 0, INFINITY, FALSE, "heads_p%d_t%d", post, slot);
  tw_roster_model_put (self, tw_roster_model_head_row (problem, post, slot), -1);
  tw_roster_model_put (self, few, 1);
  tw_roster_model_put (self, many, 1);
  for (int r = 0; r < problem->n_tides; r++)
    {
      const TwRosterTide *tide = &problem->tides[r];
      if (slot >= tide->first && slot < tide->last && (!tide->of || tide->of[post]))
        tw_roster_model_put (self, tide_rows[r][slot - tide->first],
                             (tide->at[post] ? 1 : 0) - tide->share);
    }
  if (under)
    add_pieces (self, "under", post, slot, few, 1, c->need, c->under, c->under2);
  if (over)
    add_pieces (self, "over", post, slot, many, -1, most - c->top, c->over, c->over2);
}

static double
fixed_cost (const TwRosterChoiceSet *choices)
{
  double sum = 0;
  for (int e = 0; e < choices->problem->n_people; e++)
    sum += choices->people[e].fixed;
  return sum;
}

void
tw_roster_model_build_heads (TwRosterModel *self, const TwRosterChoiceSet *choices)
{
  const TwRosterProblem *problem = choices->problem;
  g_autofree int *most = most_heads (choices);
  g_autofree int *pinned = g_new0 (int, (gsize) problem->n_posts * problem->n_slots + 1);
  for (int e = 0; e < problem->n_people; e++)
    for (int i = 0; i < problem->people[e].n_pins; i++)
      count_pin (problem, &problem->people[e].pins[i], pinned);
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      tw_roster_model_add_row (self, 'E', -pinned[tw_roster_model_head_row (problem, p, t)],
                               "sum_p%d_t%d", p, t);
  int **tide_rows = add_tide_rows (self, problem);
  tw_roster_model_add_column (self, fixed_cost (choices), 1, FALSE, "one");
  g_array_index (self->columns, TwRosterModelColumn, 0).lower = 1;
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      add_cell (self, problem, p, t, most[p], tide_rows);
  add_tide_columns (self, problem, tide_rows);
  for (int r = 0; r < problem->n_tides; r++)
    g_free (tide_rows[r]);
  g_free (tide_rows);
}
