/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-changes.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-paper.h"
#include "duty/roster/tw-rota.h"
#include "duty/tw-doc-log.h"

G_BEGIN_DECLS

/* Shifts of published days that begin so soon are frozen. */
#define TW_ROTA_FROZEN_US (2 * TW_US_PER_HOUR)

/**
 * TwRotaPicture: a roster as it stands, with everything derived from it. Made in a worker, then
 * used by one thread. Shifts that begin before the frame or have no kind are in no plan; one that
 * goes on beyond the frame is in it up to the end.
 */
typedef struct {
  TwRotaFrame *frame;
  gint64 now_us;
  GPtrArray *shifts;    /* TwShift by begin, person, id */
  GHashTable *by_id;    /* id (of the shift) -> TwShift, borrowed of shifts */
  GPtrArray **of;       /* n_people + 1: TwShift by begin; the last: open ones */
  GPtrArray *published; /* TwShift */
  GHashTable *published_by_id;

  /* The frame's problem with pins and what was published, and one without pins for conflicts: a pin
   * keeps the solver away, it does not excuse what stands there. */
  TwRosterProblem problem, judged;
  TwRosterBook book, view_book; /* of judged, of problem */
  TwRosterPlan *plans;          /* n_people */
  TwRosterTally *tally;
  TwRosterScore *own; /* n_people */
  TwRosterScore score;
  GPtrArray **conflicts; /* n_people + 1 (without a person): TwRotaConflict */
  GPtrArray *all_conflicts;
  GHashTable *severity; /* id of a shift -> severity + 1; NULL: to be made */

  TwDayDoc **day_docs; /* n_days */
  TwRotaDay *days;     /* n_days */
  guint8 *stale;       /* n_days: days is to be made again */
  GHashTable *bodies;  /* id -> JsonObject made in the worker, of a proposal; else NULL */
  int *heads;          /* n_posts x n_slots of the pools below, or NULL: to be made */
  guint heads_pools;
} TwRotaPicture;

/** Takes shifts, published and day_docs (n_days, or NULL). Any thread. */
TwRotaPicture *tw_rota_picture_new (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *published,
                                    TwDayDoc **day_docs, gint64 now_us);
/** Reads everything. Blocks; any thread. */
TwRotaPicture *tw_rota_picture_load (TwStore *store, TwStreet *street, TwOutlook *outlook,
                                     gint64 now_us, const TwRotaFrameOptions *options,
                                     GError **error);
/** The documents of the frame's days (n_days). */
TwDayDoc **tw_rota_read_days (TwRotaFrame *frame, TwStore *store, GError **error);
void tw_rota_picture_free (TwRotaPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaPicture, tw_rota_picture_free)

/** A shift that comes, goes, or becomes another; both may be NULL. */
typedef struct {
  TwShift *before, *after; /* borrowed; before is one of the picture's */
} TwRotaTurn;

/** Changes shifts; all that is derived follows. */
void tw_rota_picture_turn (TwRotaPicture *self, const TwRotaTurn *turns, guint n);
/** Puts @after in the place of @before, which says the same. */
void tw_rota_picture_swap (TwRotaPicture *self, TwShift *before, TwShift *after);
void tw_rota_picture_judge_all (TwRotaPicture *self);
/** Judges again where the clock has moved on. */
void tw_rota_picture_set_now (TwRotaPicture *self, gint64 now_us);
void tw_rota_picture_set_day_doc (TwRotaPicture *self, guint day, TwDayDoc *doc);
const TwRotaDay *tw_rota_picture_get_day (TwRotaPicture *self, guint day);
/** Whether the shift is part of the plan of its person. */
gboolean tw_rota_is_planned (const TwRotaFrame *frame, const TwShift *shift);
/** The engine's form of a planned shift, cut at the end of the frame; TRUE: it was. */
gboolean tw_rota_plan_shift (const TwRotaFrame *frame, const TwShift *shift, TwRosterShift *ret);
/** The plan of @shifts (TwShift of one person by begin). */
void tw_rota_make_plan (const TwRotaFrame *frame, GPtrArray *shifts, TwRosterPlan *ret);
/** The shift that is number @index of the plan of @shifts, or NULL. Borrowed. */
TwShift *tw_rota_planned_shift (const TwRotaFrame *frame, GPtrArray *shifts, int index);
/** What @person's shifts become by @turns (TwShift, referenced, by begin). */
GPtrArray *tw_rota_picture_list_turned (TwRotaPicture *self, int person, const TwRotaTurn *turns,
                                        guint n);
/** The people @turns touch, each once (GArray of int). */
GArray *tw_rota_picture_list_touched (TwRotaPicture *self, const TwRotaTurn *turns, guint n);

/** By begin, person, id. */
int tw_shift_compare (const TwShift *a, const TwShift *b);
int tw_shift_compare_pointers (gconstpointer a, gconstpointer b);
/** Day of the frame in which @t_us lies; -1 or n_days outside. */
int tw_rota_day_of (const TwRotaFrame *frame, gint64 t_us);

/* --- the object ------------------------------------------------------------------------------- */

struct _TwRota {
  GObject parent_instance;

  TwDuty *duty;
  TwStore *store; /* its own reference, as the duty may close before */
  TwDocLane *lane;
  TwRotaPicture *picture; /* NULL before the first load */
  TwRotaFrameOptions options;
  char *overtime_reason; /* of options */
  guint n_edits;         /* grows with each edit and each reload */
  GHashTable *ours;      /* ids written by us that have not been read since */
  guint watch_id, reload_id, refresh_id;
  GCancellable *closing;
  gint64 seen_seq, until_seq; /* changes that have been, and are to be, looked at */
  gboolean loading, reload_again;
  GArray *hover_heads; /* what the drag under way moves, or NULL */
};

void tw_rota_emit_changed (TwRota *self);
void tw_rota_emit_hover (TwRota *self);
void tw_rota_emit_failed (TwRota *self, const char *message);
/** Takes a picture of the same stretch, as the store was at @seq. */
void tw_rota_take_picture (TwRota *self, TwRotaPicture *picture, gint64 seq);
/** Reads everything again in the background, soon or at once. */
void tw_rota_reload (TwRota *self);
void tw_rota_reload_now (TwRota *self);
/** Changes and unwanted ones that were put off while own edits were written. */
void tw_rota_look_at_changes (TwRota *self);
/** Edits as turns of the picture; the afters are made ready to stand there (with an id of
 * "preview" where they are new). Array of TwRotaTurn with references; NULL with an error for what
 * is gone. */
GArray *tw_rota_edits_to_turns (TwRota *self, const TwRotaEdit *edits, guint n_edits,
                                GError **error);
void tw_rota_turns_free (GArray *turns);
/** Carries @turns out in the picture, or puts *@picture (may be NULL) in its place, and gives the
 * step that writes them, to be queued. Says why not. */
gboolean tw_rota_turn (TwRota *self, GArray *turns, TwRotaPicture **picture, const char *label,
                       TwDocStep **ret_step, GError **error);
void tw_rota_queue_step (TwRota *self, TwDocStep *step);
/** A step that keeps @reason (NULL: no more) for @key with the day; not queued yet. */
TwDocStep *tw_rota_override_day (TwRota *self, int day, const char *key, const char *text,
                                 const char *reason, const TwOfficer *actor, const char *label,
                                 GError **error);

/* --- conflicts -------------------------------------------------------------------------------- */

void tw_rota_conflict_free (TwRotaConflict *self);
/** What @shifts break, were they those of @person: GPtrArray of TwRotaConflict without fixes. Looks
 * at the rest of the picture only. */
GPtrArray *tw_rota_judge (TwRotaPicture *self, int person, GPtrArray *shifts);
/** The same with fixes, for the shifts of the picture. */
GPtrArray *tw_rota_judge_and_fix (TwRotaPicture *self, int person);
/** The shift turned into what clears @conflict, or NULL. Fills fix and label. @ret_after may be
 * NULL. */
void tw_rota_find_fix (TwRotaPicture *self, GPtrArray *before, TwRotaConflict *conflict,
                       TwRotaTurn *ret_turn);
gboolean tw_rota_may_override (const TwRosterBreak *broken);

/* --- words ------------------------------------------------------------------------------------ */

/** Name, or "Open shift". Borrowed. */
const char *tw_rota_text_person (const TwRotaFrame *frame, int person);
/** "09:00-13:00", "11-25" of a point of time, "8 h 30 min". Transfer full. */
char *tw_rota_text_hours (const TwRotaFrame *frame, gint64 from_us, gint64 to_us);
char *tw_rota_text_clock (const TwRotaFrame *frame, gint64 t_us);
char *tw_rota_text_day (const TwRotaFrame *frame, gint64 t_us);
char *tw_rota_text_minutes (int minutes);
char *tw_rota_text_posts (const TwRotaFrame *frame, const TwShift *shift);
/** "Labour Law, article 41", or NULL. */
const char *tw_rota_text_article (TwRosterArticle article);
/** Without the name of the person. Transfer full. */
char *tw_rota_text_break (const TwRotaFrame *frame, const TwRosterBreak *broken);

/* --- solving ---------------------------------------------------------------------------------- */

/** The roster @plans (n_people) as shifts, over @before: what stays the same stays the same
 * document; what is in no plan is kept. GPtrArray of TwShift. Any thread. */
GPtrArray *tw_rota_shifts_of_plans (const TwRotaFrame *frame, GPtrArray *before,
                                    const TwRosterPlan *plans, const char *origin);
/** Demand and tides that @plans leave unmet, in words (char*). Any thread. */
GPtrArray *tw_rota_list_shortages (const TwRotaFrame *frame, const TwRosterProblem *problem,
                                   const TwRosterPlan *plans);
/** Uncovered head-hours of @heads (n_posts x n_slots). */
double tw_rota_under_hours (const TwRosterProblem *problem, const int *heads);

G_END_DECLS
