// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-roster-pane-private.h"

#include "desk/roster/tw-roster-words.h"
#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (TwRosterPane, tw_roster_pane, GTK_TYPE_WIDGET)

enum { SIGNAL_JUMP, SIGNAL_FIX, SIGNAL_OVERRIDE, SIGNAL_ASSIGN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- keys of lines ---------------------------------------------------------------------------
 * "c:KEY" a conflict, "s:ID" a shift, "p:NUMBER" a candidate, "t:MICROSECONDS:PERSON" a place on
 * the board. */

static TwRotaConflict *
find_conflict (TwRosterPane *self, const char *key)
{
  GPtrArray *conflicts = self->rota != NULL ? tw_rota_get_conflicts (self->rota) : NULL;

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    if (strcmp (((TwRotaConflict *) conflicts->pdata[i])->key, key) == 0)
      return conflicts->pdata[i];
  return NULL;
}

static void
activated_cb (TwRosterPane *self, TwLine *line)
{
  const char *key = tw_line_get_key (line);
  TwRotaConflict *conflict;
  char *end;

  if (key == NULL)
    return;
  if (g_str_has_prefix (key, "c:") && (conflict = find_conflict (self, key + 2)) != NULL)
    g_signal_emit (self, signals[SIGNAL_JUMP], 0, conflict->shift_id, conflict->person,
                   conflict->at_us);
  else if (g_str_has_prefix (key, "s:"))
    g_signal_emit (self, signals[SIGNAL_JUMP], 0, key + 2, -1, (gint64) 0);
  else if (g_str_has_prefix (key, "p:"))
    g_signal_emit (self, signals[SIGNAL_JUMP], 0, NULL, atoi (key + 2), (gint64) 0);
  else if (g_str_has_prefix (key, "t:"))
    {
      gint64 at_us = g_ascii_strtoll (key + 2, &end, 10);

      g_signal_emit (self, signals[SIGNAL_JUMP], 0, NULL, *end == ':' ? atoi (end + 1) : -1, at_us);
    }
}

static void
pressed_cb (TwRosterPane *self, TwLine *line, guint nth)
{
  const char *key = tw_line_get_key (line);

  if (key == NULL)
    return;
  if (g_str_has_prefix (key, "c:"))
    g_signal_emit (self, signals[nth == 0 ? SIGNAL_FIX : SIGNAL_OVERRIDE], 0, key + 2);
  else if (g_str_has_prefix (key, "p:"))
    g_signal_emit (self, signals[SIGNAL_ASSIGN], 0, atoi (key + 2));
}

/* --- what is shown -------------------------------------------------------------------------- */

void
tw_roster_pane_set_head (TwRosterPane *self, const char *title, const char *detail)
{
  gtk_label_set_text (GTK_LABEL (self->title), title != NULL ? title : "");
  gtk_widget_set_visible (self->title, title != NULL);
  gtk_label_set_text (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->detail, detail != NULL && *detail != '\0');
}

static void
update_tab (TwRosterPane *self)
{
  guint n = self->rota != NULL && tw_rota_is_loaded (self->rota)
                ? tw_rota_get_conflicts (self->rota)->len
                : 0;
  g_autofree char *text =
      n > 0 ? g_strdup_printf (_ ("Conflicts %u"), n) : g_strdup (_ ("Conflicts"));

  gtk_button_set_label (GTK_BUTTON (self->tab_conflicts), text);
}

static void
update_parts (TwRosterPane *self)
{
  gboolean proposes = self->mode == TW_PANE_PROPOSAL && self->proposal != NULL && !self->running;
  gboolean runs = self->mode == TW_PANE_PROPOSAL && self->running;

  gtk_widget_set_visible (self->parts, self->mode == TW_PANE_SHIFT && self->n_selected == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->picture),
                          self->mode == TW_PANE_PROPOSAL
                              && (self->running || self->proposal != NULL)
                              && tw_gap_picture_get_n (self->picture) > 0);
  gtk_widget_set_visible (self->foot, proposes || runs);
  gtk_widget_set_visible (self->foot_discard, proposes);
  gtk_widget_set_visible (self->foot_apply, proposes);
  gtk_widget_set_visible (self->foot_stop, runs);
}

void
tw_roster_pane_update (TwRosterPane *self)
{
  static void (*const fills[]) (TwRosterPane *, GPtrArray *) = {
    [TW_PANE_SUMMARY] = tw_roster_pane_fill_summary,
    [TW_PANE_SHIFT] = tw_roster_pane_fill_shift,
    [TW_PANE_CONFLICTS] = tw_roster_pane_fill_conflicts,
    [TW_PANE_PROPOSAL] = tw_roster_pane_fill_proposal,
  };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  if (self->rota == NULL || !tw_rota_is_loaded (self->rota))
    return;
  tw_line_list_set_empty (self->list, NULL);
  fills[self->mode](self, lines);
  tw_line_list_set (self->list, lines);
  update_tab (self);
  update_parts (self);
}

/* --- object --------------------------------------------------------------------------------- */

static void
tw_roster_pane_dispose (GObject *object)
{
  TwRosterPane *self = TW_ROSTER_PANE (object);

  g_clear_object (&self->rota);
  g_clear_pointer (&self->shift_id, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_ROSTER_PANE);
  G_OBJECT_CLASS (tw_roster_pane_parent_class)->dispose (object);
}

static void
install_signals (TwRosterPaneClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[SIGNAL_JUMP] = g_signal_new ("jump", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT64);
  signals[SIGNAL_FIX] = g_signal_new ("fix", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_OVERRIDE] = g_signal_new ("override", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ASSIGN] = g_signal_new ("assign", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
tw_roster_pane_class_init (TwRosterPaneClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_roster_pane_dispose;
  install_signals (klass);
  g_type_ensure (TW_TYPE_GAP_PICTURE);
  g_type_ensure (TW_TYPE_LINE_LIST);
  gtk_widget_class_set_template_from_resource (widget, "/cn/tidewatch/Tidewatch/ui/roster-pane.ui");
  gtk_widget_class_set_css_name (widget, "rosterpane");
  gtk_widget_class_bind_template_child (widget, TwRosterPane, box);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, title);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, detail);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, picture);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, parts);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, list);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, foot);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, foot_discard);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, foot_stop);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, foot_apply);
  gtk_widget_class_bind_template_child (widget, TwRosterPane, tab_conflicts);
}

static void
tw_roster_pane_init (TwRosterPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->list, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  update_parts (self);
}

/* --- public --------------------------------------------------------------------------------- */

void
tw_roster_pane_set_rota (TwRosterPane *self, TwRota *rota)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  g_set_object (&self->rota, rota);
}

void
tw_roster_pane_show (TwRosterPane *self, TwPaneMode mode, TwPanePart part)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  self->mode = mode;
  self->part = part;
  tw_roster_pane_update (self);
}

TwPaneMode
tw_roster_pane_get_mode (TwRosterPane *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_PANE (self), TW_PANE_SUMMARY);
  return self->mode;
}

void
tw_roster_pane_set_shift (TwRosterPane *self, const char *shift_id, guint n)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  if (g_strcmp0 (self->shift_id, shift_id) != 0)
    {
      g_free (self->shift_id);
      self->shift_id = g_strdup (shift_id);
    }
  self->n_selected = n;
  if (self->mode == TW_PANE_SHIFT)
    tw_roster_pane_update (self);
}

const char *
tw_roster_pane_get_shift (TwRosterPane *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_PANE (self), NULL);
  return self->shift_id;
}

void
tw_roster_pane_set_proposal (TwRosterPane *self, TwRotaProposal *proposal)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  self->proposal = proposal;
  tw_roster_pane_update (self);
}

void
tw_roster_pane_set_running (TwRosterPane *self, gboolean running, double max_seconds)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  self->running = running;
  if (running)
    {
      self->max_seconds = max_seconds;
      self->progress = (TwRotaSolveProgress){ .gap = -1 };
      tw_gap_picture_begin (self->picture, max_seconds);
    }
  tw_roster_pane_update (self);
}

void
tw_roster_pane_add_progress (TwRosterPane *self, const TwRotaSolveProgress *progress)
{
  g_return_if_fail (TW_IS_ROSTER_PANE (self));
  self->progress = *progress;
  tw_gap_picture_add (self->picture, progress->seconds, progress->best, progress->bound,
                      progress->gap);
  if (self->mode == TW_PANE_PROPOSAL)
    tw_roster_pane_update (self);
}

TwLineList *
tw_roster_pane_get_list (TwRosterPane *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_PANE (self), NULL);
  return self->list;
}
