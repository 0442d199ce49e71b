// SPDX-License-Identifier: Apache-2.0
/* F10: the program that is written for other solvers has the optimum that the engine proves. */
#include "roster/tw-roster-mps.h"
#include "roster/tw-roster-solve.h"

#include "roster-random.h"
#include "roster-rules.h"

#include <coin/Clp_C_Interface.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* --- branch and bound over a file ------------------------------------------------------------ */

typedef struct {
  Clp_Simplex *model;
  const char *integer;
  double *lower, *upper;
  int n;
  double best;
  int n_nodes;
} Search;

static int
most_fractional (const Search *self)
{
  const double *x = Clp_primalColumnSolution (self->model);
  double worst = 1e-6;
  int at = -1;
  for (int i = 0; i < self->n; i++)
    {
      double off = fabs (x[i] - round (x[i]));
      if (self->integer && self->integer[i] && off > worst)
        {
          worst = off;
          at = i;
        }
    }
  return at;
}

static void
branch (Search *self)
{
  if (++self->n_nodes > 20000)
    return;
  Clp_chgColumnLower (self->model, self->lower);
  Clp_chgColumnUpper (self->model, self->upper);
  Clp_dual (self->model, 0);
  if (Clp_status (self->model) != 0 || Clp_objectiveValue (self->model) > self->best - 1e-6)
    return;
  int i = most_fractional (self);
  if (i < 0)
    {
      self->best = Clp_objectiveValue (self->model);
      return;
    }
  double x = Clp_primalColumnSolution (self->model)[i], lower = self->lower[i],
         upper = self->upper[i];
  for (int side = 0; side < 2; side++)
    {
      gboolean up = (x - floor (x) > 0.5) == (side == 0);
      if (up)
        self->lower[i] = ceil (x);
      else
        self->upper[i] = floor (x);
      branch (self);
      self->lower[i] = lower;
      self->upper[i] = upper;
    }
}

/* The optimum of the program in the file, INFINITY: it has no solution. */
static double
solve_file (const char *path)
{
  Search search = { .model = Clp_newModel (), .best = INFINITY };
  Clp_setLogLevel (search.model, 0);
  g_assert_cmpint (Clp_readMps (search.model, path, 1, 0), ==, 0);
  search.n = Clp_numberColumns (search.model);
  search.integer = Clp_integerInformation (search.model);
  search.lower = g_memdup2 (Clp_getColLower (search.model), search.n * sizeof *search.lower);
  search.upper = g_memdup2 (Clp_getColUpper (search.model), search.n * sizeof *search.upper);
  branch (&search);
  g_assert_cmpint (search.n_nodes, <, 20000);
  g_free (search.lower);
  g_free (search.upper);
  Clp_deleteModel (search.model);
  return search.best;
}

/* --- tests ----------------------------------------------------------------------------------- */

typedef struct {
  char *folder, *path;
  int n_solved, n_impossible, n_open, n_ways;
} Trial;

static void
trial_init (Trial *self)
{
  *self = (Trial){ .folder = g_dir_make_tmp ("tw-mps-XXXXXX", NULL) };
  self->path = g_build_filename (self->folder, "roster.mps", NULL);
}

static void
trial_clear (Trial *self)
{
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static void
count_ways (Trial *self, const TwRoster *roster)
{
  for (int e = 0; e < roster->problem->n_people; e++)
    for (int i = 0; i < roster->plans[e].n_shifts; i++)
      self->n_ways +=
          tw_roster_problem_way_slots (roster->problem, &roster->plans[e].shifts[i]) > 0;
}

/* The engine and the program prove the same. */
static void
compare (Trial *self, const TwRosterProblem *problem)
{
  g_autoptr (GError) error = NULL;
  TwRosterSolveOptions options = { .seed = 1, .n_threads = 1, .max_rounds = 40 };
  g_assert_true (tw_roster_save_mps (problem, self->path, NULL, &error));
  g_assert_no_error (error);
  double optimum = solve_file (self->path);
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  if (!solution)
    {
      g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
      g_assert_true (optimum == INFINITY);
      self->n_impossible++;
      return;
    }
  double best = solution->roster->score.total;
  g_assert_cmpfloat_with_epsilon (roster_rules_total (solution->roster), best, 1e-6);
  g_assert_cmpfloat (optimum, <=, best + 1e-5);
  g_assert_cmpfloat (optimum, >=, solution->bound - 1e-5);
  self->n_open += solution->bound < best - 1e-3;
  self->n_solved++;
  count_ways (self, solution->roster);
}

static void
test_same_optimum (void)
{
  Trial trial;
  TwRng rng;
  tw_rng_init (&rng, 61);
  trial_init (&trial);
  for (int i = 0; i < (g_test_thorough () ? 5000 : 400); i++)
    {
      g_autoptr (TwRosterProblem) problem = roster_random_new (roster_random_draw, &rng);
      compare (&trial, problem);
    }
  g_test_message ("%d solved, %d of them not proven; %d impossible", trial.n_solved, trial.n_open,
                  trial.n_impossible);
  g_assert_cmpint (trial.n_solved, >, 150);
  g_assert_cmpint (trial.n_impossible, >, 10);
  g_assert_cmpint (trial.n_open, <=, trial.n_solved / 50);
  trial_clear (&trial);
}

/* A day on which demand moves to the other place, so that people do too, breaks or not. */
static TwRosterProblem *
walking_problem (TwRng *rng)
{
  enum { N_SLOTS = 10, N_POSTS = 3 };
  int n_people = 1 + tw_rng_below (rng, 2), half = 4 + tw_rng_below (rng, 3);
  TwRosterProblem *problem = tw_roster_problem_new (1, N_SLOTS, 60, N_POSTS, 1, n_people);
  TwRosterKind *kind = &problem->kinds[0];
  kind->min_slots = 6 + tw_rng_below (rng, 2);
  kind->max_slots = 9 + tw_rng_below (rng, 2);
  kind->min_block = 1 + tw_rng_below (rng, 3);
  kind->break_after = tw_rng_below (rng, 9);
  kind->break_slots = 1 + tw_rng_below (rng, 2);
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = 1 + tw_rng_below (rng, 2);
  problem->travel_slots[2] = 1 + tw_rng_below (rng, 2);
  problem->travel_cost = tw_rng_below (rng, 3);
  for (int p = 0; p < N_POSTS; p++)
    {
      problem->posts[p].place = p == 1;
      for (int t = 0; t < N_SLOTS; t++)
        {
          int need = (t >= half) == (p == 1);
          problem->cover[p * N_SLOTS + t] =
              (TwRosterCover){ need, need, 4 + tw_rng_below (rng, 9), 0, 3, 0 };
        }
    }
  for (int e = 0; e < n_people; e++)
    problem->people[e].walk_cost = tw_rng_below (rng, 4);
  return problem;
}

static void
test_walking (void)
{
  Trial trial;
  TwRng rng;
  tw_rng_init (&rng, 62);
  trial_init (&trial);
  for (int i = 0; i < (g_test_thorough () ? 1000 : 120); i++)
    {
      g_autoptr (TwRosterProblem) problem = walking_problem (&rng);
      compare (&trial, problem);
    }
  g_assert_cmpint (trial.n_ways, >, 40);
  g_assert_cmpint (trial.n_open, ==, 0);
  trial_clear (&trial);
}

/* What cannot be written leaves what was there. */
static void
test_failures (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tw-mps-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "roster.mps", NULL), *text = NULL;
  g_autofree char *nowhere = g_build_filename (folder, "missing", "roster.mps", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL, late = NULL, invalid = NULL;
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, 4, 15, 1, 1, 1);
  g_assert_false (tw_roster_save_mps (problem, nowhere, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  g_cancellable_cancel (cancelled);
  g_assert_false (tw_roster_save_mps (problem, path, cancelled, &late));
  g_assert_error (late, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  problem->cover[0].need = -1;
  g_assert_false (tw_roster_save_mps (problem, path, NULL, &invalid));
  g_assert_error (invalid, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_unlink (path);
  /* And where nothing was, nothing is, not half of it either. */
  g_clear_error (&invalid);
  g_assert_false (tw_roster_save_mps (problem, path, NULL, &invalid));
  g_assert_error (invalid, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/mps/same-optimum", test_same_optimum);
  g_test_add_func ("/roster/mps/walking", test_walking);
  g_test_add_func ("/roster/mps/failures", test_failures);
  return g_test_run ();
}
