/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"
#include "duty/tw-duty.h"
#include "roster/tw-roster-explain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwRota: the roster of a stretch of days as officers see and edit it: the frame, the shifts as
 * they stand (drafts included), what was published, conflicts, coverage and score, always up to
 * date. One thread with a main context. Every edit of the console, whatever made it (mouse, keys,
 * menu, solver, repair, copy), goes through tw_rota_edit(): it changes the picture at once, writes
 * the documents in the background and is one step of undo that survives a restart.
 *
 * Signals: loaded () after each load; shifts-changed () something about shifts, conflicts or score;
 * hover-changed () coverage for a drag under way; failed (const char *message) a write failed and
 * the picture went back to what is on disk.
 */
#define TW_TYPE_ROTA (tw_rota_get_type ())
G_DECLARE_FINAL_TYPE (TwRota, tw_rota, TW, ROTA, GObject)

TwRota *tw_rota_new (TwDuty *duty);
/** Loads or moves to another stretch; what is loaded stays until the new one is there. */
void tw_rota_load_async (TwRota *self, const TwRotaFrameOptions *options, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean tw_rota_load_finish (TwRota *self, GAsyncResult *result, GError **error);
gboolean tw_rota_is_loaded (TwRota *self);
TwDuty *tw_rota_get_duty (TwRota *self);
/** Borrowed; NULL before the first load. */
TwRotaFrame *tw_rota_get_frame (TwRota *self);

/** All shifts by begin, then person, then id; those of @person (or -1, the open ones). Borrowed
 * arrays of TwShift, valid until the next edit. */
GPtrArray *tw_rota_get_shifts (TwRota *self);
GPtrArray *tw_rota_get_shifts_of (TwRota *self, int person);
/** Borrowed, or NULL. */
TwShift *tw_rota_find (TwRota *self, const char *shift_id);

/** How a shift stands to what was published of its day. */
typedef enum {
  TW_SHIFT_MARK_SAME,    /* as published */
  TW_SHIFT_MARK_NEW,     /* not published */
  TW_SHIFT_MARK_CHANGED, /* published, but otherwise */
} TwShiftMark;
TwShiftMark tw_rota_get_mark (TwRota *self, const TwShift *shift);
/** Shifts of the published editions of the frame's days. Borrowed. */
GPtrArray *tw_rota_get_published (TwRota *self);

typedef enum {
  TW_DAY_EMPTY, /* nothing planned */
  TW_DAY_DRAFT,
  TW_DAY_SUBMITTED,
  TW_DAY_APPROVED,
  TW_DAY_PUBLISHED, /* as it stands */
} TwDayState;

typedef struct {
  TwDayState state;
  int edition; /* number of the published one, 0: none */
  char *planner, *approver;
  guint n_red, n_yellow, n_shifts, n_changes; /* changes against the edition */
} TwRotaDay;
/** Day @i of the frame. Borrowed. */
const TwRotaDay *tw_rota_get_day (TwRota *self, guint i);
/** "Draft" and the like in the user's language. */
const char *tw_day_state_name (TwDayState state);

/*
 * --- edits -------------------------------------------------------------------------------------
 */

/** One shift before and after. @shift_id NULL: a new one; @after NULL: it goes away. */
typedef struct {
  const char *shift_id;
  TwShift *after; /* borrowed; its id and rev are ignored */
} TwRotaEdit;

/**
 * Carries out @edits as one step with @label ("Move 王秀兰 by 1 h"). What breaks a rule is done all
 * the same and shows as a conflict; refused (TW_DUTY_ERROR_REFUSED) are edits of what is gone, of a
 * day that another officer approved just now, of the past, without the right to plan, or in a
 * folder that cannot be written. Days that were submitted or approved become drafts again.
 * @ret_ids (may be NULL): the ids of the shifts, in the order of @edits; transfer full.
 */
gboolean tw_rota_edit (TwRota *self, const TwRotaEdit *edits, guint n_edits, const char *label,
                       GStrv *ret_ids, GError **error);
/** Whether everything that was edited is on disk. For tests and for closing. */
gboolean tw_rota_is_saved (TwRota *self);

/** What edits would do. */
typedef struct {
  double delta;          /* of the score; negative is better */
  TwRosterScore terms;   /* the same by term */
  double under_hours;    /* uncovered head-hours, more (+) or less (-) */
  int walk_min;          /* minutes on the way, more or less */
  guint n_red, n_yellow; /* conflicts that they would make */
  char *worst;           /* the first of them in words, or NULL */
} TwRotaPreview;

/** Exact, in less than 5 ms at 900 people; changes nothing. */
void tw_rota_preview (TwRota *self, const TwRotaEdit *edits, guint n_edits, TwRotaPreview *ret);
void tw_rota_preview_clear (TwRotaPreview *self);
/** Coverage and tides count @edits as if done, until called with NULL and 0. */
void tw_rota_set_hover (TwRota *self, const TwRotaEdit *edits, guint n_edits);

/*
 * --- conflicts ---------------------------------------------------------------------------------
 */

typedef enum {
  TW_FIX_NONE,
  TW_FIX_DELETE,  /* take the shift away */
  TW_FIX_OPEN,    /* make it an open shift */
  TW_FIX_CUT,     /* shorten it to what is allowed */
  TW_FIX_MOVE,    /* move it to the next time that is allowed */
  TW_FIX_BREAK,   /* put the meal break in */
  TW_FIX_WAY,     /* leave time for the way */
  TW_FIX_RESTORE, /* back to what is pinned or published */
} TwFixKind;

typedef struct {
  char *key;            /* stable while it exists: rule, person, day, shift */
  TwRosterBreak broken; /* the engine's own */
  char *rule;           /* "rest", for logs */
  char *article;        /* "Labour Law, article 41" in the user's language, or NULL */
  char *text;           /* the whole in words, with figures and limit */
  char *shift_id;       /* or NULL */
  int person, day;
  gint64 at_us; /* where to jump */
  TwRosterSeverity severity;
  gboolean overridden;   /* red, but with a right and a reason: does not block */
  gboolean may_override; /* such a rule can be overridden at all */
  TwFixKind fix;
  char *fix_label; /* "Shorten to 18:30", or NULL */
} TwRotaConflict;

/** Red ones first, then by time. Borrowed array of TwRotaConflict, valid until the next edit. */
GPtrArray *tw_rota_get_conflicts (TwRota *self);
/** Worst severity of a shift: red 0, yellow 1, else -1. */
int tw_rota_get_shift_severity (TwRota *self, const char *shift_id);
int tw_rota_get_person_severity (TwRota *self, int person);
/** Clears this conflict and makes no other one; one step of undo. */
gboolean tw_rota_fix (TwRota *self, const char *conflict_key, GError **error);
/** Gives the conflict's shift an override by the acting officer, who needs the right; audited. NULL
 * @reason takes it back. */
gboolean tw_rota_override (TwRota *self, const char *conflict_key, const char *reason,
                           GError **error);

/*
 * --- coverage and reasons ----------------------------------------------------------------------
 */

/** What to look at: 0 and NULL are "all". */
typedef struct {
  guint community, service;
  const char *place; /* id */
  int post;          /* index, -1: all */
  guint pools;       /* bit mask of those who staff; 0: all */
} TwCoverFilter;

typedef struct {
  guint n_slots;
  gint64 from_us, slot_us;
  double *p50, *p90, *wanted;     /* heads by demand; wanted as the problem's cover has it */
  double *staffed;                /* heads standing there, hover included */
  double under_hours, over_hours; /* head-hours wanted and missing, staffed and not wanted; slot by
                                     slot and post by post, not netted over posts */
} TwCover;

void tw_rota_get_cover (TwRota *self, const TwCoverFilter *filter, TwCover *ret);
void tw_cover_clear (TwCover *self);

typedef struct {
  const TwRotaTide *tide;    /* borrowed */
  double share, worst_share; /* on average over its window, and in its worst half hour */
  double missing_hours;      /* head-hours that are missing */
  gboolean met;
  gboolean nobody; /* nobody is on duty in all of its window: neither met nor missed, no share */
} TwTideState;
/** One for each of the frame's tides (GArray). Transfer full. */
GArray *tw_rota_list_tides (TwRota *self);

/** The score as it stands. */
const TwRosterScore *tw_rota_get_score (TwRota *self);
/** Contributions of a shift's person to the score (GArray of TwRosterContribution). */
GArray *tw_rota_list_contributions (TwRota *self, int person);
/** Candidates for an existing or open shift (GArray of TwRosterCandidate), the able ones first. */
GArray *tw_rota_list_candidates (TwRota *self, const char *shift_id);
/** Why a person does not stand at @post in the slot at @t_us (GArray of TwRosterBlocker). */
GArray *tw_rota_list_blockers (TwRota *self, int post, gint64 t_us);
/** Words for the above, in the user's language. Transfer full. */
char *tw_rota_describe_break (TwRota *self, const TwRosterBreak *broken);
char *tw_rota_describe_blocker (TwRota *self, const TwRosterBlocker *blocker);
char *tw_rota_describe_contribution (TwRota *self, const TwRosterContribution *contribution);
/** "11-25 08:00-16:30, metro exit A, hall": a shift in words. */
char *tw_rota_describe_shift (TwRota *self, const TwShift *shift);
const char *tw_roster_term_name (TwRosterTerm term);

/*
 * --- solving and repair ------------------------------------------------------------------------
 */

/** A roster to look at before it replaces anything. */
typedef struct {
  GPtrArray *before, *after; /* TwShift: all of the frame, as they were and as they would be */
  GPtrArray *changes;        /* TwRotaChange, see tw-rota-changes.h */
  TwRosterScore score_before, score_after;
  double bound, gap; /* of the solver; gap -1: nothing proven */
  double seconds;
  GPtrArray *shortages; /* char*: demand and tides that stay unmet, in words, worst first */
  gboolean proven;      /* nothing is better */
} TwRotaProposal;
void tw_rota_proposal_free (TwRotaProposal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaProposal, tw_rota_proposal_free)

typedef struct {
  double best, bound, gap;  /* gap -1: nothing proven yet */
  double seconds, fraction; /* of the time that was given */
  double under_hours;       /* of the best; NAN while it is not known */
} TwRotaSolveProgress;
typedef void (*TwRotaSolveFunc) (const TwRotaSolveProgress *progress, gpointer user_data);

typedef struct {
  double max_seconds; /* default 20 */
  double max_gap;     /* default 0.01 */
  guint64 seed;
  int first_day, last_day; /* days of the frame that may change: first .. last - 1; 0, 0: all that
                              are not past */
  guint pools;             /* bit mask, 0: all */
} TwRotaSolveOptions;

/** Solves a private copy in workers; @progress on the caller's thread some ten times a second.
 * Cancelling ends it within a second with the best so far (not an error). */
void tw_rota_solve_async (TwRota *self, const TwRotaSolveOptions *options,
                          GCancellable *cancellable, TwRotaSolveFunc progress,
                          gpointer progress_data, GAsyncReadyCallback callback, gpointer user_data);
TwRotaProposal *tw_rota_solve_finish (TwRota *self, GAsyncResult *result, GError **error);

/** @person cannot work in [from, to): a plan that changes the fewest shifts. */
void tw_rota_repair_async (TwRota *self, int person, gint64 from_us, gint64 to_us,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
TwRotaProposal *tw_rota_repair_finish (TwRota *self, GAsyncResult *result, GError **error);
/** Applies it as one step of undo. Refused when shifts changed since it was made. */
gboolean tw_rota_apply (TwRota *self, TwRotaProposal *proposal, const char *label, GError **error);

G_END_DECLS
