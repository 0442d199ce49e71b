// SPDX-License-Identifier: Apache-2.0
/* Instance files of rostering problems; what is tiny is also solved for a round. */
#include "roster/tw-roster-files.h"
#include "roster/tw-roster-solve.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  TwRosterFormat format;
  if (size > 1 << 16)
    return 0;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (TwRosterProblem) problem =
      tw_roster_parse_instance (text, size, "fuzz", &format, NULL);
  if (!problem || problem->n_people > 5 || problem->n_slots > 192 || problem->n_posts > 4)
    return 0;
  TwRosterSolveOptions options = { .seed = 1, .n_threads = 1, .max_rounds = 1, .max_seconds = 0.2 };
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
  if (!solution)
    return 0;
  double total = solution->roster->score.total;
  g_assert_true (isfinite (total));
  g_assert_true (solution->bound <= total + 1e-6 * (1 + fabs (total)));
  g_autofree char *out = tw_roster_format_roster (solution->roster, format);
  g_assert_nonnull (out);
  return 0;
}
