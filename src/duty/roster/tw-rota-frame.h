/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"
#include "roster/tw-roster-rules.h"
#include "roster/tw-roster.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * What a roster is made from, read out of the store: people, posts, kinds of shifts, rule packs,
 * tides, demand and ways, over a stretch of local days; and the shifts that stand in it. A frame is
 * an immutable, reference-counted snapshot (thread-safe); the shifts are a list of their own that
 * whoever edits them copies.
 *
 * The documents: post (place x service that is staffed), tide, rulepack, shift (one stretch of work
 * of a person, or open), roster (the state of one local day: "roster:2026-11-25"), edition (what
 * was published of a day, "edition:2026-11-25:3"), officer, notice, claim, template.
 */

typedef enum {
  TW_POOL_COMMUNITY, /* community workers */
  TW_POOL_PROPERTY,  /* property staff */
  TW_POOL_VOLUNTEER,
  TW_POOL_FREELANCE, /* not full-time in the sense of article 68 */
  TW_N_POOLS,
} TwPool;

/** "community" and the like, as documents have it. */
const char *tw_pool_key (TwPool pool);
/** In the user's language. Borrowed. */
const char *tw_pool_name (TwPool pool);

typedef struct {
  char *id, *name;
  TwPool pool;
  guint community; /* number in the street, 0: none */
  char **skills;
  char *employer; /* or NULL */
  int contract_week_min;
  int week_min_before; /* worked in the ISO week of the first day, before the frame */
} TwRotaPerson;

typedef struct {
  char *id, *name, *name_en; /* name_en: or NULL */
  char *place;               /* id of the place, or NULL */
  char *place_kind;          /* "metro", "kindergarten", "centre" ..., or NULL */
  char *place_name;          /* or NULL */
  guint community;           /* number in the street, 0: none */
  guint service;             /* number in the street, 0: none */
  int priority;              /* 1 (first) .. 5 */
  char **skills;             /* all are needed */
  double per_hour;           /* requests one head answers in an hour */
} TwRotaPost;

/** A tide rule on one of the frame's days. */
typedef struct {
  char *id, *name;
  gint64 from_us, to_us;
  double share;
  int tide; /* index in problem->tides */
} TwRotaTide;

/** A local day of the frame; the first and the last may be cut by it. */
typedef struct {
  char *date; /* "2026-11-25" */
  gint64 from_us, to_us;
} TwRotaSpan;

typedef enum { TW_LEVEL_P50, TW_LEVEL_P90, TW_LEVEL_MEAN } TwDemandLevel;

typedef struct {
  gint64 from_us; /* start of the first slot; a multiple of a quarter of an hour */
  int n_hours;    /* 72, or 168 for a week */
  TwDemandLevel level;
  /* What may be used beyond the ordinary hours, for whom there is no other word. SPECIAL and
   * EMERGENCY want a reason. */
  TwRosterOvertime overtime;
  const char *overtime_reason;
} TwRotaFrameOptions;

typedef struct _TwRotaFrame TwRotaFrame;

struct _TwRotaFrame {
  gatomicrefcount refs;
  gint64 from_us, to_us;
  gint64 read_us; /* the clock when it was read */
  GTimeZone *zone;
  TwStreet *street;
  TwDemandLevel level;
  GPtrArray *people; /* TwRotaPerson, index = person of the problem */
  GPtrArray *posts;  /* TwRotaPost, index = post of the problem */
  GPtrArray *tides;  /* TwRotaTide */
  GPtrArray *days;   /* TwRotaSpan, index = day of the problem */
  /* Without plans: no pins, nothing published. To be solved: tw_rota_frame_dup_problem(). */
  TwRosterProblem *problem;
  TwRosterTerms *terms; /* n_people */
  guint32 first_julian;
  int *same_as;                           /* n_people, or NULL; as in TwRosterBook */
  float *need_p50, *need_p90, *need_mean; /* heads, n_posts x n_slots, not rounded */
  GPtrArray *notes; /* char*: what was wrong in the data and how it was read, in words; empty when
                       all is well ("3 people have no skills", "no forecast: ...") */
  GHashTable *person_index, *post_index; /* id -> index + 1 */
};

/**
 * Reads a frame. @outlook may be NULL or not ready: then there is no demand and a note says so.
 * Blocks up to some 100 ms; any thread. Errors: those of the store; TW_DUTY_ERROR_NO_DATA when
 * there are no people or no posts (says what to do); TW_DUTY_ERROR_USAGE for options.
 */
TwRotaFrame *tw_rota_frame_new (TwStore *store, TwStreet *street, TwOutlook *outlook, gint64 now_us,
                                const TwRotaFrameOptions *options, GError **error);
TwRotaFrame *tw_rota_frame_ref (TwRotaFrame *self);
void tw_rota_frame_unref (TwRotaFrame *self);
int tw_rota_frame_slot_of (const TwRotaFrame *self, gint64 t_us); /* clamped to 0 .. n_slots */
gint64 tw_rota_frame_slot_us (const TwRotaFrame *self, int slot);
/** Index of the person, or post, with this id (NULL: none); -1: there is none. */
int tw_rota_frame_find_person (const TwRotaFrame *self, const char *id);
int tw_rota_frame_find_post (const TwRotaFrame *self, const char *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaFrame, tw_rota_frame_unref)

/*
 * --- shifts ------------------------------------------------------------------------------------
 */

typedef enum { TW_STRETCH_WORK, TW_STRETCH_WAY, TW_STRETCH_BREAK } TwStretchKind;

typedef struct {
  TwStretchKind kind;
  int post; /* index of the frame, or -1 (also a post that is no longer there) */
  gint64 from_us, to_us;
} TwStretch;

typedef struct {
  gatomicrefcount refs;
  char *id, *rev;
  int person; /* index of the frame; -1: open, nobody has it */
  int kind;   /* index in problem->kinds; -1: none fits */
  gint64 from_us, to_us;
  TwStretch *stretches; /* in order, without holes */
  guint n_stretches;
  gboolean pinned;
  char *override_reason, *override_by; /* F19: NULL when nothing is overridden */
  char *override_rules;                /* ids of the rules it is for, with spaces; NULL: all */
  char *note;                          /* or NULL */
  char *origin; /* "hand", "solve", "repair", "copy", "template", "claim", "swap" */
} TwShift;

/** Immutable once shared: an edit makes a new one. */
TwShift *tw_shift_new (void);
TwShift *tw_shift_ref (TwShift *self);
void tw_shift_unref (TwShift *self);
/** A copy to be changed, refs 1. */
TwShift *tw_shift_copy (const TwShift *self);
/** The same work: person, times, stretches (id, revision, pin, notes and origin do not count). */
gboolean tw_shift_same_work (const TwShift *a, const TwShift *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwShift, tw_shift_unref)
/** An empty list that owns what is put in. */
GPtrArray *tw_shift_list_new (void);

/** Shifts that touch [from, to) of the frame, by begin (GPtrArray of TwShift). Any thread. */
GPtrArray *tw_rota_frame_read_shifts (TwRotaFrame *self, TwStore *store, GError **error);
/** Document <-> shift. The body is transfer full. NULL with the field that cannot be read. */
TwShift *tw_rota_frame_parse_shift (TwRotaFrame *self, const TwDoc *doc, GError **error);
JsonObject *tw_rota_frame_write_shift (TwRotaFrame *self, const TwShift *shift);
/** The engine's form; shifts that begin before the frame or have no kind are left out of @plan. */
void tw_rota_frame_to_roster_shift (const TwRotaFrame *self, const TwShift *shift,
                                    TwRosterShift *ret);
/** From the engine's form; without an id. Transfer full. */
TwShift *tw_rota_frame_from_roster_shift (const TwRotaFrame *self, int person,
                                          const TwRosterShift *shift);
/**
 * Fits @shift to [from, to) as an officer's hand means it: kind chosen, work stretches kept in
 * proportion or cut, a break put in where the kind wants one, way time between places. Changes
 * @shift (a copy). Stretches that cannot be kept are dropped, never silently: returns FALSE then.
 */
gboolean tw_rota_frame_fit_shift (const TwRotaFrame *self, TwShift *shift, gint64 from_us,
                                  gint64 to_us);

/*
 * --- solving -----------------------------------------------------------------------------------
 */

/**
 * A problem of its own for the solver: @shifts that are pinned, or lie in days that may not be
 * touched, become pins; @published (may be NULL) becomes what people were told. @may_touch: n_days
 * bytes, NULL: all. @pools: bit mask of the pools that may be changed, 0: all. Transfer full.
 */
TwRosterProblem *tw_rota_frame_dup_problem (TwRotaFrame *self, GPtrArray *shifts,
                                            GPtrArray *published, const guint8 *may_touch,
                                            guint pools);
/** Plans of @shifts (n_people, to be cleared and freed by the caller). */
TwRosterPlan *tw_rota_frame_dup_plans (const TwRotaFrame *self, GPtrArray *shifts);

G_END_DECLS
