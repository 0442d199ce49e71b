/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board.h"
#include "duty/roster/tw-rota.h"

G_BEGIN_DECLS

/*
 * Between a roster and a board: which rows and bars it shows, and which edits a gesture on the
 * board means. Rows are people by pool, or posts by community; bars are shifts, or, by place, the
 * stretches of shifts. Bar ids are ids of shifts; by place with "#" and the number of the stretch.
 */

/** What of the roster is looked at. */
typedef struct {
  gboolean by_place;
  guint pools;              /* bit mask; 0: all */
  gboolean only_conflicts;  /* rows with one */
  const char *search;       /* in the names, or NULL */
  gboolean published;       /* the published editions instead of the draft */
  TwRotaProposal *proposal; /* instead of the draft; borrowed, or NULL */
  GHashTable *folded;       /* set of row ids */
} TwRosterLook;

/** Fills @model. */
void tw_roster_glue_fill (TwRota *rota, const TwRosterLook *look, gint64 now_us,
                          TwBoardModel *model);
/** A bar of one shift, for what is dragged to the board from outside. Transfer full. */
TwBoardBar *tw_roster_glue_make_bar (TwRota *rota, const TwRosterLook *look, TwShift *shift);
/** A colour for each service, index as in the street (0: none). @n as many as there are. */
GdkRGBA *tw_roster_glue_dup_colors (guint n, gboolean dark);

/** The shift of a bar; by place also the stretch, else -1. Borrowed, or NULL. */
TwShift *tw_roster_glue_find (TwRota *rota, const TwRosterLook *look, const char *bar_id,
                              int *ret_stretch);
/** Bars of a shift as they are called on the board. Transfer full. */
GStrv tw_roster_glue_bars_of (TwRota *rota, const TwRosterLook *look, const char *shift_id);

/** Edits with the shifts they borrow. */
typedef struct {
  GArray *edits;     /* TwRotaEdit */
  GPtrArray *shifts; /* TwShift */
  char *label;       /* what the step of undo is called */
} TwRosterEdits;

void tw_roster_edits_init (TwRosterEdits *self);
void tw_roster_edits_clear (TwRosterEdits *self);
/** @after NULL: goes away; its reference is taken. @shift_id is borrowed. */
void tw_roster_edits_add (TwRosterEdits *self, const char *shift_id, TwShift *after);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwRosterEdits, tw_roster_edits_clear)

/** What @moves mean. @post: where new shifts stand, -1: where they are missed most. FALSE when they
 * mean nothing (a row that is no person). */
gboolean tw_roster_glue_read_moves (TwRota *rota, const TwRosterLook *look, TwBoardModel *model,
                                    const TwBoardMove *moves, guint n, int post,
                                    TwRosterEdits *ret);
/** Minutes of a shift that count as worked. */
int tw_roster_glue_minutes (const TwRotaFrame *frame, const TwShift *shift);
/** The post at which heads are missed most in [from, to), among those @person may take (-1: all).
 */
int tw_roster_glue_best_post (TwRota *rota, int person, gint64 from_us, gint64 to_us);

G_END_DECLS
