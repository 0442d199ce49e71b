// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl roster ... */
#include "config.h"

#include "tools/ctl-roster-desk.h"
#include "tools/ctl-roster-plan.h"

#include "duty/tw-duty-roster-bench.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { BENCH };

/* "1143, bound 1141, gap 0.17 %", or without a bound. */
static char *
describe (double best, double bound)
{
  if (isinf (bound))
    return g_strdup_printf (_ ("penalty %.15g, no bound yet"), best);
  return g_strdup_printf (_ ("penalty %.15g, bound %.15g, gap %.2f %%"), best, bound,
                          100 * tw_duty_roster_gap (best, bound));
}

static void
progress_cb (const TwRosterProgress *progress, gpointer data)
{
  const CtlContext *ctl = data;
  g_autofree char *text = describe (progress->best, progress->bound);
  if (!ctl->quiet)
    g_printerr ("%8.2f s  %s\n", progress->seconds, text);
}

static void
print_bench (const CtlContext *ctl, const TwDutyRosterBench *bench)
{
  g_autofree char *text = describe (bench->penalty, bench->bound);
  if (!ctl->json)
    {
      g_print (_ ("%s, %.1f s\n"), text, bench->seconds);
      return;
    }
  JsonObject *object = json_object_new ();
  json_object_set_double_member (object, "penalty", bench->penalty);
  if (isinf (bench->bound))
    json_object_set_null_member (object, "bound");
  else
    json_object_set_double_member (object, "bound", bench->bound);
  json_object_set_double_member (object, "gap", bench->gap);
  json_object_set_double_member (object, "seconds", bench->seconds);
  json_object_set_int_member (object, "rounds", bench->rounds);
  ctl_print_json (object);
}

/* Solves the instance, until done or interrupted: that is no failure, the best so far is written.
 */
static int
solve_instance (CtlContext *ctl, const char *path, const char *out, TwRosterSolveOptions *solve)
{
  GError *error = NULL;
  TwDutyRosterBench bench;
  if (!tw_duty_roster_bench (path, out, solve, &bench, &error))
    return ctl_fail (error);
  print_bench (ctl, &bench);
  return CTL_DONE;
}

static int
roster_bench (CtlContext *ctl, int argc, char **argv)
{
  g_autofree char *out = NULL, *mps = NULL;
  double time_limit = 60;
  int threads = (int) CLAMP (g_get_num_processors (), 1, 64);
  gint64 seed = 1;
  GError *error = NULL;
  const GOptionEntry options[] = {
    { "time-limit", 0, 0, G_OPTION_ARG_DOUBLE, &time_limit, N_ ("Seconds (default 60)"), "S" },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, N_ ("Write the roster to this file"), "ROSTER" },
    { "mps", 0, 0, G_OPTION_ARG_FILENAME, &mps,
      N_ ("Write the problem as MPS for other solvers; without --out only that"), "MODEL" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Another number, another search (default 1)"),
      "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Threads to use (default all cores)"), "N" },
    { NULL }
  };

  if (!ctl_parse (&ctl_roster_verbs[BENCH], options, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (out == NULL && mps == NULL)
    return ctl_usage (_ ("--out is missing: where to write the roster"));
  if (!(time_limit > 0 && time_limit <= 1e6))
    return ctl_usage (_ ("--time-limit must be a positive number of seconds"));
  if (threads < 1 || threads > 64)
    return ctl_usage (_ ("--threads must be between 1 and 64"));
  TwRosterSolveOptions solve = { .seed = (guint64) seed,
                                 .n_threads = threads,
                                 .max_seconds = time_limit,
                                 .cancellable = ctl->cancellable,
                                 .progress = progress_cb,
                                 .progress_data = ctl };
  if (mps != NULL && !tw_duty_roster_bench_mps (argv[1], mps, ctl->cancellable, &error))
    return ctl_fail (error);
  return out != NULL ? solve_instance (ctl, argv[1], out, &solve) : CTL_DONE;
}

const CtlVerb ctl_roster_verbs[] = {
  [BENCH] = { "roster", "bench", "FILE --time-limit S --out ROSTER",
              N_ ("Solve a public rostering problem"), roster_bench },
  { "roster", "solve", "[--from TIME] [--hours 72] [--time-limit S] [--dry-run]",
    N_ ("Make a roster of drafts by forecast and rules"), ctl_roster_solve },
  { "roster", "show", "[--date DATE]", N_ ("List the shifts of a day"), ctl_roster_show },
  { "roster", "submit", "[--date D] [--days N] [--reason TEXT]",
    N_ ("Hand days to another officer for approval"), ctl_roster_submit },
  { "roster", "withdraw", "[--date D] [--days N]", N_ ("Make submitted days drafts again"),
    ctl_roster_withdraw },
  { "roster", "approve", "[--date D] [--days N] [--as OFFICER]",
    N_ ("Approve what somebody else planned"), ctl_roster_approve },
  { "roster", "send-back", "[--date D] [--days N] --reason TEXT",
    N_ ("Give submitted days back to their planner"), ctl_roster_send_back },
  { "roster", "publish", "[--date D] [--days N]", N_ ("Make an edition of approved days"),
    ctl_roster_publish },
  { "roster", "roll-back", "NUMBER [--date D] --reason TEXT",
    N_ ("Publish an earlier edition of a day again"), ctl_roster_roll_back },
  { "roster", "editions", "[--date D]", N_ ("List the editions of a day"), ctl_roster_editions },
  { "roster", "notices", "[--all] [--limit N]", N_ ("List who has to be told what"),
    ctl_roster_notices },
  { "roster", "acknowledge", "NOTICE", N_ ("Note that a person was told"), ctl_roster_acknowledge },
  { "roster", "claims", "[--all]", N_ ("List claims, swaps and hand-overs"), ctl_roster_claims },
  { "roster", "claim", "SHIFT PERSON [--with PERSON [--for SHIFT]]",
    N_ ("Enter a claim of an open shift, a hand-over or a swap"), ctl_roster_claim },
  { "roster", "agree", "CLAIM", N_ ("Enter that the other person agreed"), ctl_roster_agree },
  { "roster", "decide", "CLAIM approve|refuse [--reason TEXT]", N_ ("Decide about a claim"),
    ctl_roster_decide },
  { "roster", "copy-week", "FROM TO [--replace]", N_ ("Copy a week's shifts as drafts"),
    ctl_roster_copy_week },
  { "roster", "template-save", "NAME [--date D] [--days N]", N_ ("Keep days as a template"),
    ctl_roster_template_save },
  { "roster", "template-apply", "TEMPLATE [--date D] [--times N]",
    N_ ("Lay a template out as drafts"), ctl_roster_template_apply },
  { "roster", "export", "--format csv|ics|pdf|mps --out FILE",
    N_ ("Write a roster for other programs and for paper"), ctl_roster_export },
  { NULL },
};
