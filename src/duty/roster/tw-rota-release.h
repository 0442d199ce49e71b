/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-editions.h"

G_BEGIN_DECLS

/**
 * TwRotaRelease: editions to be made, on private copies, so that a worker can do it. Editions with
 * their content, notices, the days' documents and audit become true together or not at all.
 */
typedef struct _TwRotaRelease TwRotaRelease;

TwRotaRelease *tw_rota_release_new (TwStore *store, TwRotaFrame *frame, const TwOfficer *actor,
                                    gint64 now_us);
void tw_rota_release_free (TwRotaRelease *self);
/** The next edition of @day (which becomes the release's), with its shifts as they stand then. */
void tw_rota_release_add_day (TwRotaRelease *self, TwDayDoc *day);
/**
 * The next edition of @day with the content of its edition @number; the shifts that stand on the
 * day become that too. @day and @content become the release's.
 */
void tw_rota_release_add_back (TwRotaRelease *self, TwDayDoc *day, int number,
                               TwEditionContent *content, const char *reason);
/** Reads, compares and writes. Blocks; once; any thread. @ret_n_notices may be NULL. */
gboolean tw_rota_release_run (TwRotaRelease *self, guint *ret_n_notices, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaRelease, tw_rota_release_free)

G_END_DECLS
