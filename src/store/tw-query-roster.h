/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * Queries over rosters. Blocks; any thread; arrays are transfer full. Steps in indexes only: what
 * lies outside the time asked for costs nothing.
 */

/** Shifts that touch [from_us, to_us), by begin. GPtrArray of TwDoc. */
GPtrArray *tw_query_shifts (TwStore *store, gint64 from_us, gint64 to_us, GError **error);

/** What was worked, without reading the document. */
typedef struct {
  gint64 from_us, to_us;
  int minutes; /* without breaks, ways included */
  int way_min;
  guint person; /* index in the keys; 0: open */
} TwShiftRow;

typedef struct {
  GArray *rows;    /* TwShiftRow by begin */
  GPtrArray *keys; /* char*: ids of people; keys[0] is "" */
} TwShiftRows;

/** Shifts that begin in [from_us, to_us). */
gboolean tw_query_shift_rows (TwStore *store, gint64 from_us, gint64 to_us, TwShiftRows *ret,
                              GError **error);
void tw_shift_rows_clear (TwShiftRows *self);

/** The newest edition of each day in [first_day, last_day] ("2026-11-24", both included), by day.
 * GPtrArray of TwDoc. */
GPtrArray *tw_query_last_editions (TwStore *store, const char *first_day, const char *last_day,
                                   GError **error);
/** All editions of @day, the newest first. */
GPtrArray *tw_query_editions (TwStore *store, const char *day, GError **error);
/** Notices of @person (NULL: of everybody) in @state (NULL: in any), newest first. */
GPtrArray *tw_query_notices (TwStore *store, const char *person, const char *state, guint limit,
                             GError **error);
/** Audit documents about @subject, a shift for one, the oldest first. */
GPtrArray *tw_query_audit (TwStore *store, const char *subject, GError **error);
/** Claims in @state (NULL: in any), the newest first. */
GPtrArray *tw_query_claims (TwStore *store, const char *state, GError **error);

G_END_DECLS
