/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"
#include "store/tw-query.h"

G_BEGIN_DECLS

/**
 * The newest backup of the data folder @dir that passes its own check, or NULL. Works without an
 * open duty.
 */
char *tw_duty_find_backup (const char *dir);
/**
 * Puts @backup in place of the databases of @dir, which no duty may hold open; the old files are
 * kept beside. Blocks.
 */
gboolean tw_duty_restore_backup (const char *dir, const char *backup, GError **error);

G_END_DECLS
