// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/tw-duty-roster-bench.h"

#include "roster/tw-roster-files.h"
#include "roster/tw-roster-mps.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

double
tw_duty_roster_gap (double best, double bound)
{
  if (isinf (bound))
    return 1;
  return best - bound < 1e-6 ? 0 : MIN (1, (best - bound) / MAX (fabs (best), 1e-9));
}

/* Better to hear of it before the minutes of solving than after. */
static gboolean
can_write (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_access (g_file_test (path, G_FILE_TEST_EXISTS) ? path : folder, W_OK) == 0)
    return TRUE;
  int code = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("cannot write %s: %s"), path,
               g_strerror (code));
  return FALSE;
}

static TwRosterProblem *
read_instance (const char *path, TwRosterFormat *ret_format, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path);
  gsize length = 0;
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return tw_roster_parse_instance (text, length, name, ret_format, error);
}

gboolean
tw_duty_roster_bench_mps (const char *path, const char *mps, GCancellable *cancellable,
                          GError **error)
{
  TwRosterFormat format;
  g_autoptr (TwRosterProblem) problem =
      can_write (mps, error) ? read_instance (path, &format, error) : NULL;
  return problem && tw_roster_save_mps (problem, mps, cancellable, error);
}

gboolean
tw_duty_roster_bench (const char *path, const char *out, const TwRosterSolveOptions *options,
                      TwDutyRosterBench *ret, GError **error)
{
  g_autofree char *written = NULL;
  TwRosterFormat format;
  g_autoptr (TwRosterProblem) problem =
      can_write (out, error) ? read_instance (path, &format, error) : NULL;
  if (!problem)
    return FALSE;
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, options, error);
  if (!solution)
    return FALSE;
  written = tw_roster_format_roster (solution->roster, format);
  if (!g_file_set_contents (out, written, -1, error))
    return FALSE;
  double penalty = solution->roster->score.total;
  *ret =
      (TwDutyRosterBench){ penalty, solution->bound, tw_duty_roster_gap (penalty, solution->bound),
                           solution->seconds, solution->rounds };
  return TRUE;
}
