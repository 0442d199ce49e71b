// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-duty-care.h"

char *
tw_duty_find_backup (const char *dir)
{
  g_return_val_if_fail (dir != NULL, NULL);
  return tw_store_find_newest_backup (dir);
}

gboolean
tw_duty_restore_backup (const char *dir, const char *backup, GError **error)
{
  g_return_val_if_fail (dir != NULL && backup != NULL, FALSE);
  return tw_store_restore (dir, backup, error);
}
