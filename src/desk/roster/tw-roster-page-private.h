/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board.h"
#include "desk/board/tw-cover-strip.h"
#include "desk/roster/tw-roster-glue.h"
#include "desk/roster/tw-roster-page.h"
#include "desk/roster/tw-roster-pane.h"
#include "desk/roster/tw-roster-tray.h"
#include "desk/roster/tw-sheet.h"
#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/* What the primary button does now. */
typedef enum {
  TW_PRIMARY_NONE, /* nothing to do: published as it stands, or nothing planned */
  TW_PRIMARY_SUBMIT,
  TW_PRIMARY_APPROVE,
  TW_PRIMARY_PUBLISH,
} TwPrimary;

struct _TwRosterPage {
  GtkWidget parent_instance;
  GtkWidget *box, *stack, *paned;
  GtkMenuButton *day_button, *filter_button, *solve_button, *officer_button;
  GtkCalendar *calendar;
  GtkWidget *cover_bar, *corner; /* the latter over the heads of the rows */
  GtkWidget *calendar_popover, *officer_box, *pool_box, *conflict_check, *search;
  GtkWidget *undo_button, *redo_button, *state_button, *primary_button;
  GtkDropDown *level_drop, *cover_drop;
  AdwStatusPage *status;
  GtkWidget *spinner, *status_button, *note_bar, *note_button;
  GtkLabel *day_label, *note_label, *cover_label;
  TwBoard *board;
  TwCoverStrip *strip;
  TwRosterTray *tray;
  TwRosterPane *pane;

  TwDuty *duty;
  TwRota *rota;
  TwBoardModel *model;
  TwRosterLook look;
  char *search_text;
  GtkWidget *pool_checks[TW_N_POOLS];

  gint64 day_us; /* local midnight of the day chosen; 0: none yet */
  int hours;     /* shown across the board: 6 .. 168 */
  TwDemandLevel level;
  TwOfficer *actor;
  TwPrimary primary;

  TwPaneMode pane_mode;
  TwPanePart pane_part;
  gboolean pane_placed, without_demand, filling, loading, load_again;
  int pane_px;
  char *load_error;
  gboolean load_error_data; /* people or posts are missing */

  GCancellable *load_cancel, *solve_cancel;
  TwRotaProposal *proposal;
  char *proposal_label;
  double solve_seconds;
  GtkWidget *solve_days, *solve_secs, *solve_level, *solve_pools[TW_N_POOLS];

  GArray *cover_filters; /* TwCoverFilter, as in cover_drop */
  guint cover_chosen;    /* by the user; the selection may show another one meanwhile */
  GtkWidget *why_popover;
  char *clipboard; /* id of the shift copied last */
  guint update_id, fit_id, refill_id;
  int cover_bar_px; /* its height when it was seen last */
};

/* --- tw-roster-page.c ----------------------------------------------------------------------- */
/** Board, strip, tray, pane and toolbar from the roster as it stands. */
void tw_roster_page_update (TwRosterPage *self);
/** The same, once, when the main loop has time. */
void tw_roster_page_queue_update (TwRosterPage *self);
/** Reads the roster of the day chosen. */
void tw_roster_page_load (TwRosterPage *self);
/** Where the roster can be changed: neither the published view nor a proposal. */
gboolean tw_roster_page_can_edit (TwRosterPage *self);
/** Looks whether all fits into the window, when the main loop has time. */
void tw_roster_page_queue_fit (TwRosterPage *self);
/** A message at the foot of the window, or an alarm where there is none. @undo offers it. */
void tw_roster_page_say (TwRosterPage *self, const char *text, gboolean undo);
/** Says @error and clears it. */
void tw_roster_page_say_error (TwRosterPage *self, GError **error);
void tw_roster_page_show_pane (TwRosterPage *self, TwPaneMode mode);
/** Enables and disables actions as things are. */
void tw_roster_page_update_actions (TwRosterPage *self);

/* --- tw-roster-page-tools.c: the toolbar ---------------------------------------------------- */
void tw_roster_page_connect_tools (TwRosterPage *self);
void tw_roster_page_update_tools (TwRosterPage *self);
void tw_roster_page_update_undo (TwRosterPage *self);
/** First and last day + 1 of the frame that publishing is about: the day chosen, or all days where
 * more than one is in sight. */
void tw_roster_page_get_days (TwRosterPage *self, int *ret_first, int *ret_last);
/** The day of the frame that was chosen. */
int tw_roster_page_get_day (TwRosterPage *self);
/** "Wed 25 Nov" or "Wed 25 Nov to Fri 27 Nov". Transfer full. */
char *tw_roster_page_name_days (TwRosterPage *self, int first, int last);
void tw_roster_page_install_tools (GtkWidgetClass *widget);

/* --- tw-roster-page-host.c: gestures of the board ------------------------------------------- */
void tw_roster_page_connect_board (TwRosterPage *self);

/* --- tw-roster-page-edits.c: what is done with the selection -------------------------------- */
void tw_roster_page_install_edits (GtkWidgetClass *widget);
/** Ids of the shifts selected, each once. Transfer full. */
GStrv tw_roster_page_dup_selected (TwRosterPage *self);
/** Carries @edits out as one step; says what was refused. @ret_ids may be NULL. */
gboolean tw_roster_page_edit (TwRosterPage *self, TwRosterEdits *edits, GStrv *ret_ids);
void tw_roster_page_select_shift (TwRosterPage *self, const char *shift_id);
/** Gives a shift to @person, who gives up what is in the way. */
void tw_roster_page_assign (TwRosterPage *self, const char *shift_id, int person);
void tw_roster_page_fix (TwRosterPage *self, const char *conflict_key);
void tw_roster_page_ask_override (TwRosterPage *self, const char *conflict_key);
void tw_roster_page_jump (TwRosterPage *self, const char *shift_id, int person, gint64 at_us);
/** Makes the shifts open ones. */
void tw_roster_page_make_open (TwRosterPage *self, const char *const *shift_ids);

/* --- tw-roster-page-cover.c: coverage and its reasons --------------------------------------- */
void tw_roster_page_connect_cover (TwRosterPage *self);
/** Fills the list of places; to be called when the frame is another one. */
void tw_roster_page_fill_places (TwRosterPage *self);
void tw_roster_page_update_cover (TwRosterPage *self);
/** Follows the selection. */
void tw_roster_page_follow_selection (TwRosterPage *self);
void tw_roster_page_sync_view (TwRosterPage *self);
/** Post of the place that is shown, or -1. */
int tw_roster_page_get_post (TwRosterPage *self);
void tw_roster_page_show_why (TwRosterPage *self, int post, gint64 t_us);

/* --- tw-roster-page-solve.c: solving, repair, proposals ------------------------------------- */
void tw_roster_page_install_solve (GtkWidgetClass *widget);
void tw_roster_page_connect_solve (TwRosterPage *self);
void tw_roster_page_drop_proposal (TwRosterPage *self);
void tw_roster_page_repair (TwRosterPage *self, int person, gint64 from_us, gint64 to_us);
/** Asks who is away, and when. @person -1: not known yet. */
void tw_roster_page_ask_repair (TwRosterPage *self, int person, gint64 from_us);

/* --- tw-roster-page-publish.c, -books.c ----------------------------------------------------- */
void tw_roster_page_install_publish (GtkWidgetClass *widget);
void tw_roster_page_install_books (GtkWidgetClass *widget);
/** Reads who is on duty, and fills the officers' menu. */
void tw_roster_page_update_officer (TwRosterPage *self);

/* --- tw-roster-page-copy.c, -paper.c -------------------------------------------------------- */
void tw_roster_page_install_copy (GtkWidgetClass *widget);
void tw_roster_page_install_paper (GtkWidgetClass *widget);

G_END_DECLS
