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

static void
test_same_optimum (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tw-mps-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "roster.mps", NULL);
  int n_solved = 0, n_impossible = 0, n_open = 0;
  TwRng rng;
  tw_rng_init (&rng, 61);
  for (int i = 0; i < (g_test_thorough () ? 5000 : 400); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = roster_random_new (roster_random_draw, &rng);
      TwRosterSolveOptions options = { .seed = 1, .n_threads = 1, .max_rounds = 40 };
      g_assert_true (tw_roster_save_mps (problem, path, NULL, &error));
      g_assert_no_error (error);
      double optimum = solve_file (path);
      g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
      if (!solution)
        {
          g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
          g_assert_true (optimum == INFINITY);
          n_impossible++;
          continue;
        }
      double best = solution->roster->score.total;
      g_assert_cmpfloat_with_epsilon (roster_rules_total (solution->roster), best, 1e-6);
      g_assert_cmpfloat (optimum, <=, best + 1e-5);
      g_assert_cmpfloat (optimum, >=, solution->bound - 1e-5);
      n_open += solution->bound < best - 1e-3;
      n_solved++;
    }
  g_test_message ("%d solved, %d of them not proven; %d impossible", n_solved, n_open,
                  n_impossible);
  g_assert_cmpint (n_solved, >, 150);
  g_assert_cmpint (n_impossible, >, 10);
  g_assert_cmpint (n_open, <=, n_solved / 50);
  g_unlink (path);
  g_rmdir (folder);
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
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/mps/same-optimum", test_same_optimum);
  g_test_add_func ("/roster/mps/failures", test_failures);
  return g_test_run ();
}
