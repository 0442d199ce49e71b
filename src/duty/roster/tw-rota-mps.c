// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-paper.h"

#include "roster/tw-roster-mps.h"

#include <glib/gi18n-lib.h>

gboolean
tw_rota_export_mps (TwRotaFrame *frame, GPtrArray *shifts, const char *path,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (TwRosterProblem) problem = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (frame != NULL && shifts != NULL && path != NULL, FALSE);
  problem = tw_rota_frame_dup_problem (frame, shifts, NULL, NULL, 0);
  if (tw_roster_save_mps (problem, path, cancellable, &local))
    return TRUE;
  if (local->domain == G_IO_ERROR && local->code != G_IO_ERROR_CANCELLED)
    g_prefix_error (&local, _ ("“%s” was not written: "), path);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
