/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"
#include "store/tw-query-roster.h"

G_BEGIN_DECLS

/* How a frame is put together: the parts in the order they run, each in a file of its own. */

/* Where a post stands, for ways. */
typedef struct {
  TwLatLon at;
  guint community; /* 0: none */
} TwRotaPlace;

/* A frame and what it was made with; what is handed out is its first member. */
typedef struct {
  TwRotaFrame frame;
  GPtrArray *packs;      /* TwRosterPack: what the terms point to */
  char *overtime_reason; /* or NULL */
  GPtrArray *skills;     /* char*: index = number of the bit */
  GArray *places;        /* TwRotaPlace, index = place of the problem */
  int **barred_kinds;    /* n_people: max_of_kind for the solver, or NULL; the frame's own problem
                            bars no kinds, as what is too long breaks a rule that has a name */
} TwRotaMade;

/* What is read before anything is computed. */
typedef struct {
  TwRotaMade *made;
  TwRotaFrame *frame; /* of made */
  TwStore *store;
  TwStreet *street;
  TwOutlook *outlook; /* or NULL */
  const TwRotaFrameOptions *options;
  GPtrArray *people, *posts, *tides, *packs; /* TwDoc */
  GHashTable *place_docs;                    /* id -> TwDoc */
} TwRotaReading;

void tw_rota_note (TwRotaFrame *frame, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** "甲, 乙, 丙 and 4 more" of @names (char*). Transfer full. */
char *tw_rota_join (GPtrArray *names);
/** The problem's slot of a time, rounded to the nearest, not clamped. */
gint64 tw_rota_slot_at (const TwRotaFrame *frame, gint64 t_us);
/** The number of the community with this id, or 0. */
guint tw_rota_find_community (TwStreet *street, const char *id);
guint tw_rota_find_service (TwStreet *street, const char *key);

/** Slots, days, kinds of shifts. */
void tw_rota_read_grid (TwRotaReading *reading, int n_posts, int n_people);
/** Numbers the skills that posts ask for. */
void tw_rota_read_skills (TwRotaReading *reading);
guint64 tw_rota_skill_bits (const TwRotaMade *made, JsonArray *skills);
gboolean tw_rota_read_posts (TwRotaReading *reading, GError **error);
void tw_rota_read_people (TwRotaReading *reading);
/** Rule packs of the people, and from what they worked before, their limits. */
gboolean tw_rota_read_rules (TwRotaReading *reading, GError **error);
void tw_rota_read_tides (TwRotaReading *reading);
void tw_rota_read_demand (TwRotaReading *reading);
/** Ways between places, and which posts are too far for whom. */
void tw_rota_read_ways (TwRotaReading *reading);
/** What does not fit together: posts that nobody may stand at, packs that leave no shift. */
void tw_rota_read_doubts (TwRotaReading *reading);

/** Marks the slots of windows [{weekday, from_min, to_min}] in @ret (n_slots bytes). Returns how
 * many pairs of windows overlap. */
guint tw_rota_mark_windows (const TwRotaFrame *frame, JsonArray *windows, guint8 *ret);
/** Whole slots of local minutes first .. last - 1 of the day @day, which may lie before the frame
 * and go on after it. FALSE: none is inside. */
gboolean tw_rota_window_slots (const TwRotaFrame *frame, int day, int first_min, int last_min,
                               int *ret_first, int *ret_last);

G_END_DECLS
