// SPDX-License-Identifier: Apache-2.0
/* The roster engine over a street of 900 people, 60 posts and 72 hours, and over public instances.
 */
#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-files.h"
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-solve.h"
#include "tests/roster/roster-street.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { N_PEOPLE = 900 };

/* CPU time of the thread, so that a neighbour on the machine does not count. */
static double
cpu_ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double
wall_s (void)
{
  return g_get_monotonic_time () / 1e6;
}

static double
peak_mb (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static int
n_cores (void)
{
  return (int) CLAMP (g_get_num_processors (), 1, 64);
}

static double
gap_of (double best, double bound)
{
  return isinf (bound) ? 100 : 100 * (best - bound) / MAX (fabs (best), 1e-9);
}

/* --- the planner ----------------------------------------------------------------------------- */

static void
bench_planner (const TwRosterProblem *problem)
{
  g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
  g_autoptr (TwRosterPlanner) planner = tw_roster_planner_new (choices);
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  double start = cpu_ms (), worst = 0;
  for (int e = 0; e < problem->n_people; e++)
    {
      TwRosterPlan plan = { 0 };
      double before = cpu_ms ();
      tw_roster_planner_best (planner, e, tally->price, INFINITY, &plan);
      worst = MAX (worst, cpu_ms () - before);
      tw_roster_plan_clear (&plan);
    }
  printf ("bench roster-planner: %.2f ms (goal <= 1, one person, %d slots; the slowest %.2f)\n",
          (cpu_ms () - start) / problem->n_people, problem->n_slots, worst);
}

/* --- by hand --------------------------------------------------------------------------------- */

static void
bench_by_hand (const TwRosterProblem *problem, const TwRoster *roster)
{
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  TwRosterBook book = { .problem = problem };
  TwRosterView view = { &book, tally, roster->plans };
  TwRosterBlock block = { 3, 36, 52 };
  TwRosterShift shift = { 0, 36, 52, 1, &block };
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_tally_apply (tally, &roster->plans[e], 1);
  double start = cpu_ms ();
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_explain_change (tally, e, &roster->plans[e],
                              &roster->plans[problem->n_people - 1 - e], NULL);
  printf ("bench roster-change: %.4f ms (goal < 5)\n", (cpu_ms () - start) / problem->n_people);
  start = cpu_ms ();
  g_autoptr (GArray) candidates = tw_roster_candidates (&view, &shift);
  printf ("bench roster-candidates: %.1f ms (goal < 200, %u people)\n", cpu_ms () - start,
          candidates->len);
  start = cpu_ms ();
  g_autoptr (GArray) blockers = tw_roster_blockers (&view, 3, 96 + 60);
  printf ("bench roster-blockers: %.1f ms (%u reasons)\n", cpu_ms () - start, blockers->len);
  start = cpu_ms ();
  g_autoptr (GArray) parts = tw_roster_contributions (problem, roster->plans);
  printf ("bench roster-contributions: %.1f ms (%u parts)\n", cpu_ms () - start, parts->len);
}

/* --- solving --------------------------------------------------------------------------------- */

typedef struct {
  double first_s; /* the first report is the first roster */
  GCancellable *cancellable;
  double cancel_after_s, cancelled_at_s;
} Watch;

static void
watch_cb (const TwRosterProgress *progress, gpointer data)
{
  Watch *watch = data;
  if (watch->first_s == 0)
    watch->first_s = progress->seconds;
}

static TwRosterSolution *
bench_solve (const TwRosterProblem *problem)
{
  Watch watch = { 0 };
  g_autoptr (GError) error = NULL;
  TwRosterSolveOptions options = { .seed = 1,
                                   .n_threads = n_cores (),
                                   .max_seconds = 60,
                                   .progress = watch_cb,
                                   .progress_data = &watch };
  TwRosterSolution *solution = tw_roster_solve (problem, &options, &error);
  g_assert_no_error (error);
  printf ("bench roster-first: %.2f s (goal < 1, %d people)\n", watch.first_s, problem->n_people);
  printf ("bench roster-gap: %.2f %% (goal <= 2, after %.0f s on %d cores; cost %.0f, none below "
          "%.0f)\n",
          gap_of (solution->roster->score.total, solution->bound), solution->seconds, n_cores (),
          solution->roster->score.total, solution->bound);
  printf ("bench roster-memory: %.0f MB (goal < 1024)\n", peak_mb ());
  return solution;
}

static gpointer
cancel_thread (gpointer data)
{
  Watch *watch = data;
  g_usleep (watch->cancel_after_s * G_USEC_PER_SEC);
  watch->cancelled_at_s = wall_s ();
  g_cancellable_cancel (watch->cancellable);
  return NULL;
}

/* While the first roster is made, while columns are generated, and while they are searched. */
static void
bench_cancel (const TwRosterProblem *problem)
{
  static const double after_s[] = { 0.2, 2, 6, 12 };
  double worst = 0, worst_after = 0;
  for (guint i = 0; i < G_N_ELEMENTS (after_s); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watch watch = { .cancellable = cancellable, .cancel_after_s = after_s[i] };
      TwRosterSolveOptions options = { .seed = 1,
                                       .n_threads = n_cores (),
                                       .cancellable = cancellable };
      GThread *thread = g_thread_new ("cancel", cancel_thread, &watch);
      g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
      double done = wall_s ();
      g_thread_join (thread);
      if (done - watch.cancelled_at_s > worst)
        {
          worst = done - watch.cancelled_at_s;
          worst_after = after_s[i];
        }
    }
  printf ("bench roster-cancel: %.2f s (goal < 1, the worst of four, after %.1f s)\n", worst,
          worst_after);
}

/* The first who works on the first day falls ill in the morning, what has begun is frozen. */
static void
bench_repair (const TwRosterProblem *problem, const TwRoster *roster, const char *name)
{
  int ill = 0;
  while (roster->plans[ill].n_shifts == 0 || roster->plans[ill].shifts[0].first < 31
         || roster->plans[ill].shifts[0].first > 60)
    ill++;
  TwRosterAbsence absence = { ill, 31, problem->n_slots };
  TwRosterRepairOptions options = {
    .absences = &absence, .n_absences = 1, .frozen_until = 31, .change_cost = 40, .move_cost = 20
  };
  g_autoptr (GError) error = NULL;
  double start = wall_s ();
  g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, roster->plans, &options, &error);
  g_assert_no_error (error);
  printf ("bench roster-repair-%s: %.2f s (goal < 2, %d people; cost %.0f, ill %.0f, repaired %.0f "
          "with %d changes)\n",
          name, wall_s () - start, problem->n_people, roster->score.total, repair->unrepaired,
          repair->roster->score.total, repair->n_changed);
}

static void
bench_street (void)
{
  g_autoptr (TwRosterProblem) problem = roster_street_new (N_PEOPLE, 1);
  g_autoptr (TwRoster) filled = roster_street_fill (problem, 0.5, 1);
  bench_planner (problem);
  bench_by_hand (problem, filled);
  g_autoptr (TwRosterSolution) solution = bench_solve (problem);
  bench_repair (problem, filled, "draft");
  bench_repair (problem, solution->roster, "solved");
  bench_cancel (problem);
}

/* --- public instances ------------------------------------------------------------------------ */

static void
bench_instance (int number, int best_known)
{
  g_autofree char *file = g_strdup_printf ("bench/rostering/Instance%d.txt", number);
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED") ?: "", file, NULL), *text = NULL;
  gsize length;
  TwRosterFormat format;
  TwRosterSolveOptions options = { .seed = 1, .n_threads = n_cores (), .max_seconds = 10 };
  if (!g_file_get_contents (path, &text, &length, NULL))
    return;
  g_autoptr (TwRosterProblem) problem =
      tw_roster_parse_instance (text, length, file, &format, NULL);
  g_assert_nonnull (problem);
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
  printf ("bench roster-instance-%d: %.0f (best known %d, none below %.1f, %.1f s)\n", number,
          solution->roster->score.total, best_known, solution->bound, solution->seconds);
}

int
main (void)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
  bench_street ();
  bench_instance (1, 607);
  bench_instance (4, 1716);
  bench_instance (7, 1056);
  return 0;
}
