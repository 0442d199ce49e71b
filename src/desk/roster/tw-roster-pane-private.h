/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/roster/tw-roster-pane.h"

G_BEGIN_DECLS

struct _TwRosterPane {
  GtkWidget parent_instance;
  GtkWidget *box, *title, *detail, *parts, *foot, *foot_discard, *foot_stop, *foot_apply;
  GtkToggleButton *tab_conflicts;
  TwGapPicture *picture;
  TwLineList *list;

  TwRota *rota;
  TwPaneMode mode;
  TwPanePart part;
  char *shift_id;
  guint n_selected;
  TwRotaProposal *proposal; /* borrowed */
  gboolean running;
  double max_seconds;
  TwRotaSolveProgress progress;
};

/* tw-roster-pane-fill.c: what is read in each mode. @lines: GPtrArray of TwLine to be filled. */
void tw_roster_pane_fill_summary (TwRosterPane *self, GPtrArray *lines);
void tw_roster_pane_fill_shift (TwRosterPane *self, GPtrArray *lines);
void tw_roster_pane_fill_conflicts (TwRosterPane *self, GPtrArray *lines);
void tw_roster_pane_fill_proposal (TwRosterPane *self, GPtrArray *lines);
/** Title and the line below it; NULL hides one. */
void tw_roster_pane_set_head (TwRosterPane *self, const char *title, const char *detail);

G_END_DECLS
