/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-rng.h"

G_BEGIN_DECLS

/* Document ids: `type:ulid` (https://github.com/ulid/spec) or `type:key` for derived ones. */

/** A new ULID (26 characters, Crockford base 32) of @t_us, with 80 random bits from @rng, or from
 * the system when NULL. */
char *tw_ulid_new (gint64 t_us, TwRng *rng);
/** TRUE for 26 upper-case characters of the alphabet whose time fits 48 bits. */
gboolean tw_ulid_is_valid (const char *text);
/** `type:ulid`. @type is lower-case ASCII letters. */
char *tw_id_new (const char *type, gint64 t_us, TwRng *rng);
/** `type:` and 26 base-32 characters of a SHA-256 over the parts (length-prefixed),
 * NULL-terminated: equal on every device. */
char *tw_id_derived (const char *type, ...) G_GNUC_NULL_TERMINATED;
/** The part before the colon as a new string, or NULL if @id is no document id. */
char *tw_id_dup_type (const char *id);

/* Hybrid logical clock (Kulkarni et al. 2014) as text that sorts by time: 13 hex digits of ms, 4 of
 * the counter. */
typedef struct {
  gint64 ms;
  guint16 counter;
} TwHlc;

/** Advances @hlc for a local event at wall time @now_us. */
void tw_hlc_tick (TwHlc *hlc, gint64 now_us);
/** Advances @hlc past a received stamp; a stamp more than a day ahead of @now_us is refused
 * (FALSE). */
gboolean tw_hlc_receive (TwHlc *hlc, const TwHlc *remote, gint64 now_us);
/** 17 lower-case hex digits. */
char *tw_hlc_format (const TwHlc *hlc);
/** Reads exactly what tw_hlc_format() writes; FALSE otherwise. */
gboolean tw_hlc_parse (const char *text, TwHlc *ret_hlc);

G_END_DECLS
