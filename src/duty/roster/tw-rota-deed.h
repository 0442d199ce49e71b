/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-day.h"

G_BEGIN_DECLS

/*
 * What submitting, approving and publishing have in common: who acts, on which days, in what state
 * they are, and what stands in the way, all of it read anew.
 */
typedef struct {
  TwRota *rota; /* borrowed, as are duty and store */
  TwDuty *duty;
  TwStore *store;
  TwOfficer *actor;
  gint64 now_us;
  int first_day, last_day;
  GPtrArray *days; /* TwDayDoc of first_day .. last_day - 1; those concerned have go set */
  guint8 *go;      /* a byte for each */
  guint n_go;
} TwRotaDeed;

/** Reads the days first .. last - 1 of the frame. @deed: "approve a roster". Errors worded. */
gboolean tw_rota_deed_begin (TwRotaDeed *self, TwRota *rota, int first_day, int last_day,
                             TwRights right, const char *deed, GError **error);
void tw_rota_deed_clear (TwRotaDeed *self);
/** Tells which days @event concerns and brings them (TwDayDoc) into their next state. Refused when
 * one is not ready, or none is concerned: then with @nothing. */
gboolean tw_rota_deed_step (TwRotaDeed *self, TwDayEvent event, const char *nothing,
                            GError **error);
/** Refuses while a day concerned has red conflicts that nobody overrode, or yellow ones for which
 * neither its document nor @reasons (may be NULL) has a reason; takes those of @reasons up. */
gboolean tw_rota_deed_check (TwRotaDeed *self, GHashTable *reasons, GError **error);
/** Writes the documents of the days concerned as one step of undo. */
gboolean tw_rota_deed_write (TwRotaDeed *self, const char *label, const char *action,
                             const char *detail, GError **error);
/** "2026-11-25", or "2026-11-25 to 2026-11-27", of the days concerned. Transfer full. */
char *tw_rota_deed_dup_days (const TwRotaDeed *self);
static inline TwDayDoc *
tw_rota_deed_day (const TwRotaDeed *self, guint i)
{
  return self->days->pdata[i];
}

/** Waits until all edits are on disk and brings the picture up to it, rules and people included.
 * Refuses while nothing can be written. */
gboolean tw_rota_settle (TwRota *rota, GError **error);
/** Brings the picture up to what is on disk at once. Blocks: some ms after shifts and days changed,
 * some 100 ms after anything else did, editions among them. */
gboolean tw_rota_catch_up (TwRota *rota, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwRotaDeed, tw_rota_deed_clear)

G_END_DECLS
