/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-words.h"

G_BEGIN_DECLS

/**
 * TwRotaCopies: shifts about to be copied onto other days, whatever they come from. Copies are
 * drafts: without override and pin, of people and posts that are there; of what was left out or
 * changed on the way the report tells.
 */
typedef struct _TwRotaCopies TwRotaCopies;

/** @first: the first day of the target; @n_days of them, at most 35. @label: of the step of undo.
 * Refused with words. */
TwRotaCopies *tw_rota_copies_new (TwRota *rota, const char *first, int n_days, const char *origin,
                                  const char *label, GError **error);
void tw_rota_copies_free (TwRotaCopies *self);
/** What people and posts were called, for those that are gone. */
void tw_rota_copies_add_names (TwRotaCopies *self, GHashTable *names);
/** Copies a shift's @body (its times do not count) to the local minute @minute of the target's day
 * @day. */
void tw_rota_copies_add (TwRotaCopies *self, JsonObject *body, int day, int minute);
/** Shifts that stand on the target's days and have not begun go away first, but for pinned ones.
 * Before anything is added. */
void tw_rota_copies_replace (TwRotaCopies *self);
/** Writes all of it as one step of undo, checks the target anew and fills @ret (may be NULL). */
gboolean tw_rota_copies_write (TwRotaCopies *self, const char *action, TwCopyReport *ret,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaCopies, tw_rota_copies_free)

G_END_DECLS
