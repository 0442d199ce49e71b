// SPDX-License-Identifier: Apache-2.0
/* What is done with the shifts that are selected, by menu and by key. */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- selection ------------------------------------------------------------------------------ */

GStrv
tw_roster_page_dup_selected (TwRosterPage *self)
{
  g_auto (GStrv) bars = tw_board_dup_selection (self->board);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; tw_rota_is_loaded (self->rota) && bars != NULL && bars[i] != NULL; i++)
    {
      TwShift *shift = tw_roster_glue_find (self->rota, &self->look, bars[i], NULL);

      if (shift != NULL && g_hash_table_add (seen, shift->id))
        g_strv_builder_add (builder, shift->id);
    }
  return g_strv_builder_end (builder);
}

/* The one shift selected, or NULL. Borrowed. */
static TwShift *
get_selected (TwRosterPage *self)
{
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);

  return g_strv_length (ids) == 1 ? tw_rota_find (self->rota, ids[0]) : NULL;
}

void
tw_roster_page_select_shift (TwRosterPage *self, const char *shift_id)
{
  g_auto (GStrv) bars = tw_roster_glue_bars_of (self->rota, &self->look, shift_id);
  TwShift *shift = tw_rota_find (self->rota, shift_id);

  if (shift == NULL)
    return;
  if (bars[0] != NULL && tw_board_model_find_bar (self->model, bars[0]) != NULL)
    tw_board_show_bar (self->board, bars[0]);
  else /* an open one stands in the tray alone */
    {
      const char *const none[] = { NULL };

      tw_board_select (self->board, none);
      tw_board_scroll_to (self->board, shift->from_us, -1);
      tw_roster_pane_set_shift (self->pane, shift_id, 1);
    }
}

gboolean
tw_roster_page_edit (TwRosterPage *self, TwRosterEdits *edits, GStrv *ret_ids)
{
  g_autoptr (GError) error = NULL;

  if (edits->edits->len == 0)
    return FALSE;
  if (tw_rota_edit (self->rota, (const TwRotaEdit *) edits->edits->data, edits->edits->len,
                    edits->label, ret_ids, &error))
    return TRUE;
  tw_roster_page_say_error (self, &error);
  return FALSE;
}

/* --- changes of what is selected ------------------------------------------------------------ */

typedef void (*ChangeFunc) (TwShift *copy, gpointer data);

static void
change_all (TwRosterPage *self, const char *const *ids, const char *label, ChangeFunc change,
            gpointer data)
{
  g_auto (TwRosterEdits) edits = { 0 };

  tw_roster_edits_init (&edits);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      TwShift *shift = tw_rota_find (self->rota, ids[i]);
      TwShift *after = shift != NULL && change != NULL ? tw_shift_copy (shift) : NULL;

      if (shift == NULL)
        continue;
      if (after != NULL)
        change (after, data);
      tw_roster_edits_add (&edits, ids[i], after);
    }
  edits.label = g_strdup (label);
  tw_roster_page_edit (self, &edits, NULL);
}

static void
change_selected (TwRosterPage *self, const char *label, ChangeFunc change, gpointer data)
{
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);

  if (tw_roster_page_can_edit (self))
    change_all (self, (const char *const *) ids, label, change, data);
}

static void
set_pin (TwShift *shift, gpointer data)
{
  shift->pinned = GPOINTER_TO_INT (data);
}

static void
set_open (TwShift *shift, gpointer data)
{
  shift->person = -1;
  shift->pinned = FALSE;
  g_clear_pointer (&shift->override_reason, g_free);
  g_clear_pointer (&shift->override_by, g_free);
}

void
tw_roster_page_make_open (TwRosterPage *self, const char *const *shift_ids)
{
  guint n = g_strv_length ((GStrv) shift_ids);
  g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Make %u shift open",
                                                         "Make %u shifts open", n),
                                            n);

  change_all (self, shift_ids, label, set_open, NULL);
}

static void
pin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  change_selected (TW_ROSTER_PAGE (widget), _ ("Pin"), set_pin, GINT_TO_POINTER (TRUE));
}

static void
unpin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  change_selected (TW_ROSTER_PAGE (widget), _ ("Unpin"), set_pin, GINT_TO_POINTER (FALSE));
}

static void
make_open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);

  if (tw_roster_page_can_edit (self))
    tw_roster_page_make_open (self, (const char *const *) ids);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);
  guint n = g_strv_length (ids);
  g_autofree char *label =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u shift", "Delete %u shifts", n), n);

  change_selected (self, label, NULL, NULL);
}

/* In the middle, on the grid. */
static void
split_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwShift *shift = get_selected (self);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_auto (TwRosterEdits) edits = { 0 };
  TwShift *first, *second;
  gint64 middle_us;

  if (shift == NULL || !tw_roster_page_can_edit (self))
    return;
  middle_us = shift->from_us + tw_time_floor ((shift->to_us - shift->from_us) / 2, TW_US_PER_SLOT);
  first = tw_shift_copy (shift);
  second = tw_shift_copy (shift);
  tw_rota_frame_fit_shift (frame, first, shift->from_us, middle_us);
  tw_rota_frame_fit_shift (frame, second, middle_us, shift->to_us);
  tw_roster_edits_init (&edits);
  tw_roster_edits_add (&edits, shift->id, first);
  tw_roster_edits_add (&edits, NULL, second);
  edits.label = g_strdup (_ ("Split a shift"));
  tw_roster_page_edit (self, &edits, NULL);
}

/* --- new ones, copies ----------------------------------------------------------------------- */

static void
drop_at (TwRosterPage *self, const char *row_id, gint64 t_us, const char *bar_id, gint64 length_us)
{
  int row = tw_board_model_find_row (self->model, row_id);
  gint64 from_us = tw_time_floor (t_us, TW_US_PER_SLOT);
  TwBoardMove move = { bar_id, (guint) row, from_us, from_us + length_us, bar_id != NULL };
  g_auto (TwRosterEdits) edits = { 0 };
  g_auto (GStrv) ids = NULL;

  if (row < 0 || !tw_roster_page_can_edit (self))
    return;
  if (!tw_roster_glue_read_moves (self->rota, &self->look, self->model, &move, 1,
                                  tw_roster_page_get_post (self), &edits))
    {
      tw_roster_page_say (self, _ ("Nothing can stand there"), FALSE);
      return;
    }
  if (!tw_roster_page_edit (self, &edits, &ids) || ids == NULL)
    return;
  tw_roster_page_update (self);
  tw_roster_page_select_shift (self, ids[0]);
}

static void
new_shift_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *row_id;
  gint64 t_us;

  g_variant_get (parameter, "(&sx)", &row_id, &t_us);
  drop_at (TW_ROSTER_PAGE (widget), row_id, t_us, NULL, 4 * TW_US_PER_HOUR);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwShift *shift = get_selected (self);

  if (shift == NULL)
    return;
  g_free (self->clipboard);
  self->clipboard = g_strdup (shift->id);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwShift *shift = self->clipboard != NULL ? tw_rota_find (self->rota, self->clipboard) : NULL;
  g_autofree char *id = shift != NULL ? g_strdup (shift->id) : NULL;
  const char *row_id;
  gint64 t_us;

  g_variant_get (parameter, "(&sx)", &row_id, &t_us);
  if (shift == NULL)
    tw_roster_page_say (self, _ ("The shift that was copied is gone"), FALSE);
  else
    drop_at (self, row_id, t_us, id, shift->to_us - shift->from_us);
}

/* --- giving to somebody --------------------------------------------------------------------- */

static gboolean
is_in_the_way (const TwShift *other, const TwShift *shift, int person, gint64 rest_us)
{
  return other->person == person && !other->pinned && strcmp (other->id, shift->id) != 0
         && other->from_us < shift->to_us + rest_us && other->to_us + rest_us > shift->from_us;
}

/* As many as the candidate gives up, the nearest first: they become open shifts, none is lost. */
static void
give_up (TwRosterPage *self, const TwShift *shift, int person, int n, TwRosterEdits *edits)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  GPtrArray *own = tw_rota_get_shifts_of (self->rota, person);
  gint64 rest_us = frame->problem->people[person].rest_slots * (gint64) frame->problem->slot_minutes
                   * TW_US_PER_MIN;

  for (int pass = 0; pass < 2 && n > 0; pass++)
    for (guint i = 0; i < own->len && n > 0; i++)
      {
        TwShift *other = own->pdata[i], *open;
        gboolean near = is_in_the_way (other, shift, person, 0);

        if (pass == 0 ? !near : near || !is_in_the_way (other, shift, person, rest_us))
          continue;
        open = tw_shift_copy (other);
        set_open (open, NULL);
        tw_roster_edits_add (edits, other->id, open);
        n--;
      }
}

static int
count_given_up (TwRosterPage *self, const char *shift_id, int person)
{
  g_autoptr (GArray) found = tw_rota_list_candidates (self->rota, shift_id);

  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, TwRosterCandidate, i).person == person)
      return g_array_index (found, TwRosterCandidate, i).n_given_up;
  return 0;
}

void
tw_roster_page_assign (TwRosterPage *self, const char *shift_id, int person)
{
  TwShift *shift = tw_rota_find (self->rota, shift_id);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *id = g_strdup (shift_id);
  g_auto (TwRosterEdits) edits = { 0 };
  TwShift *after;

  if (shift == NULL || !tw_roster_page_can_edit (self))
    return;
  after = tw_shift_copy (shift);
  after->person = person;
  tw_rota_frame_fit_shift (frame, after, after->from_us, after->to_us);
  tw_roster_edits_init (&edits);
  tw_roster_edits_add (&edits, id, after);
  if (person >= 0)
    give_up (self, shift, person, count_given_up (self, shift_id, person), &edits);
  edits.label = g_strdup_printf (_ ("Give a shift to %s"), tw_roster_words_person (frame, person));
  if (!tw_roster_page_edit (self, &edits, NULL))
    return;
  tw_roster_page_say (self, edits.label, TRUE);
  tw_roster_page_update (self);
  tw_roster_page_select_shift (self, id);
}

/* --- conflicts ------------------------------------------------------------------------------ */

void
tw_roster_page_fix (TwRosterPage *self, const char *conflict_key)
{
  g_autoptr (GError) error = NULL;

  if (!tw_rota_fix (self->rota, conflict_key, &error))
    tw_roster_page_say_error (self, &error);
}

static TwRotaConflict *
find_conflict (TwRosterPage *self, const char *key, const char *shift_id)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);

  for (guint i = 0; i < conflicts->len; i++)
    {
      TwRotaConflict *conflict = conflicts->pdata[i];

      if (key != NULL ? strcmp (conflict->key, key) == 0
                      : g_strcmp0 (conflict->shift_id, shift_id) == 0 && conflict->may_override)
        return conflict;
    }
  return NULL;
}

static void
overridden_cb (TwSheet *sheet, TwRosterPage *self)
{
  const char *reason =
      gtk_editable_get_text (GTK_EDITABLE (g_object_get_data (G_OBJECT (sheet), "reason")));
  g_autofree char *trimmed = g_strstrip (g_strdup (reason));
  g_autoptr (GError) error = NULL;

  if (*trimmed == '\0')
    tw_sheet_set_problem (sheet, _ ("Say why: the reason is kept with the shift"), FALSE);
  else if (tw_rota_override (self->rota, g_object_get_data (G_OBJECT (sheet), "key"), trimmed,
                             &error))
    gtk_window_destroy (GTK_WINDOW (sheet));
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

void
tw_roster_page_ask_override (TwRosterPage *self, const char *conflict_key)
{
  TwRotaConflict *conflict = find_conflict (self, conflict_key, NULL);
  g_autoptr (GError) error = NULL;
  GtkEditable *reason;
  TwSheet *sheet;

  if (conflict == NULL)
    return;
  if (conflict->overridden)
    {
      if (!tw_rota_override (self->rota, conflict_key, NULL, &error))
        tw_roster_page_say_error (self, &error);
      return;
    }
  sheet = tw_sheet_new (GTK_WIDGET (self), _ ("Override a conflict"), _ ("Override"));
  tw_sheet_add_heading (sheet, conflict->text);
  if (conflict->article != NULL)
    tw_sheet_add_text (sheet, conflict->article);
  reason = tw_sheet_add_entry (tw_sheet_add_group (sheet, NULL), _ ("Reason"), NULL);
  tw_sheet_add_text (sheet, _ ("Reason and name are kept and audited; copies and templates never "
                               "carry an override"));
  tw_sheet_set_destructive (sheet);
  g_object_set_data (G_OBJECT (sheet), "reason", reason);
  g_object_set_data_full (G_OBJECT (sheet), "key", g_strdup (conflict_key), g_free);
  g_signal_connect_object (sheet, "accepted", G_CALLBACK (overridden_cb), self, 0);
}

static void
override_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwShift *shift = get_selected (self);
  TwRotaConflict *conflict = shift != NULL ? find_conflict (self, NULL, shift->id) : NULL;

  if (conflict == NULL)
    tw_roster_page_say (self, _ ("Nothing to override here"), FALSE);
  else
    {
      g_autofree char *key = g_strdup (conflict->key);

      tw_roster_page_ask_override (self, key);
    }
}

void
tw_roster_page_jump (TwRosterPage *self, const char *shift_id, int person, gint64 at_us)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  int row = -1;

  if (shift_id != NULL && tw_rota_find (self->rota, shift_id) != NULL)
    {
      tw_roster_page_select_shift (self, shift_id);
      return;
    }
  if (person >= 0 && (guint) person < frame->people->len && !self->look.by_place)
    row =
        tw_board_model_find_row (self->model, ((TwRotaPerson *) frame->people->pdata[person])->id);
  if (at_us == 0)
    {
      gint64 from_us, to_us;

      tw_board_get_view (self->board, &from_us, &to_us);
      at_us = from_us + (to_us - from_us) / 2;
    }
  tw_board_scroll_to (self->board, at_us, row);
}

/* The worst one that is not selected yet, so that again and again goes through all. */
static void
next_conflict (TwRosterPage *self)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);
  guint at = 0;

  for (guint i = 0; i < conflicts->len && ids[0] != NULL; i++)
    if (g_strcmp0 (((TwRotaConflict *) conflicts->pdata[i])->shift_id, ids[0]) == 0)
      at = i + 1;
  if (conflicts->len > 0)
    {
      TwRotaConflict *conflict = conflicts->pdata[at % conflicts->len];

      tw_roster_page_jump (self, conflict->shift_id, conflict->person, conflict->at_us);
    }
}

static void
conflicts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  tw_roster_page_show_pane (self, TW_PANE_CONFLICTS);
}

static void
next_conflict_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  if (!tw_rota_is_loaded (self->rota))
    return;
  tw_roster_page_show_pane (self, TW_PANE_CONFLICTS);
  next_conflict (self);
}

/* --- the pane ------------------------------------------------------------------------------- */

static void
show_part (TwRosterPage *self, TwPanePart part)
{
  self->pane_part = part;
  tw_roster_page_show_pane (self, TW_PANE_SHIFT);
  g_object_notify (G_OBJECT (self), "pane-part");
  gtk_widget_child_focus (GTK_WIDGET (tw_roster_pane_get_list (self->pane)), GTK_DIR_TAB_FORWARD);
}

static void
candidates_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_part (TW_ROSTER_PAGE (widget), TW_PANE_CANDIDATES);
}

static void
why_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_part (TW_ROSTER_PAGE (widget), TW_PANE_WHY);
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_part (TW_ROSTER_PAGE (widget), TW_PANE_HISTORY);
}

static void
why_here_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autofree char *id = NULL;
  const char *row_id;
  gint64 t_us;
  int post;

  g_variant_get (parameter, "(&sx)", &row_id, &t_us);
  id = g_strndup (row_id, strcspn (row_id, " "));
  post = GPOINTER_TO_INT (g_hash_table_lookup (tw_rota_get_frame (self->rota)->post_index, id)) - 1;
  if (post >= 0)
    tw_roster_page_show_why (self, post, t_us);
}

/* --- absences ------------------------------------------------------------------------------- */

static void
sick_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwShift *shift = get_selected (self);
  gint64 now_us = tw_duty_now_us (self->duty);

  if (shift != NULL && shift->person >= 0)
    tw_roster_page_ask_repair (self, shift->person, MAX (now_us, shift->from_us));
}

static void
away_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  const char *row_id;
  gint64 t_us;

  g_variant_get (parameter, "(&sx)", &row_id, &t_us);
  tw_roster_page_ask_repair (
      self,
      GPOINTER_TO_INT (g_hash_table_lookup (tw_rota_get_frame (self->rota)->person_index, row_id))
          - 1,
      t_us);
}

/* --- the set -------------------------------------------------------------------------------- */

static void
enable (TwRosterPage *self, const char *action, gboolean on)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, on);
}

void
tw_roster_page_update_actions (TwRosterPage *self)
{
  gboolean loaded = tw_rota_is_loaded (self->rota), can = tw_roster_page_can_edit (self);
  g_autofree char *read_only = tw_duty_dup_read_only_reason (self->duty);
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);
  guint n = g_strv_length (ids);
  TwShift *one = n == 1 ? tw_rota_find (self->rota, ids[0]) : NULL;
  gboolean change = can && read_only == NULL && n > 0;
  gboolean idle = self->solve_cancel == NULL;

  enable (self, "roster.pin", change && (one == NULL || !one->pinned));
  enable (self, "roster.unpin", change && (one == NULL || one->pinned));
  enable (self, "roster.split",
          change && one != NULL && one->to_us - one->from_us >= 4 * TW_US_PER_SLOT);
  enable (self, "roster.make-open", change && (one == NULL || one->person >= 0));
  enable (self, "roster.delete", change);
  enable (self, "roster.copy", one != NULL);
  enable (self, "roster.override",
          change && one != NULL && find_conflict (self, NULL, one->id) != NULL);
  enable (self, "roster.claim", change && one != NULL);
  enable (self, "roster.sick", change && one != NULL && one->person >= 0 && idle);
  enable (self, "roster.solve", can && read_only == NULL && idle);
  enable (self, "roster.repair", can && read_only == NULL && idle);
  enable (self, "roster.stop", !idle);
  enable (self, "roster.apply", self->proposal != NULL && read_only == NULL);
  enable (self, "roster.discard", self->proposal != NULL);
  enable (self, "roster.copy-week", can && read_only == NULL);
  enable (self, "roster.save-template", can && read_only == NULL);
  enable (self, "roster.apply-template", can && read_only == NULL);
  enable (self, "roster.withdraw", can && self->primary == TW_PRIMARY_APPROVE);
  enable (self, "roster.send-back",
          can && (self->primary == TW_PRIMARY_APPROVE || self->primary == TW_PRIMARY_PUBLISH));
  enable (self, "roster.editions", loaded);
  enable (self, "roster.fairness", loaded);
  enable (self, "roster.print", loaded);
  enable (self, "roster.conflicts", loaded);
  gtk_widget_set_sensitive (GTK_WIDGET (self->solve_button), can && read_only == NULL && idle);
}

void
tw_roster_page_install_edits (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.pin", NULL, pin_action);
  gtk_widget_class_install_action (widget, "roster.unpin", NULL, unpin_action);
  gtk_widget_class_install_action (widget, "roster.split", NULL, split_action);
  gtk_widget_class_install_action (widget, "roster.make-open", NULL, make_open_action);
  gtk_widget_class_install_action (widget, "roster.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget, "roster.new-shift", "(sx)", new_shift_action);
  gtk_widget_class_install_action (widget, "roster.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget, "roster.paste", "(sx)", paste_action);
  gtk_widget_class_install_action (widget, "roster.override", NULL, override_action);
  gtk_widget_class_install_action (widget, "roster.conflicts", NULL, conflicts_action);
  gtk_widget_class_install_action (widget, "roster.next-conflict", NULL, next_conflict_action);
  gtk_widget_class_install_action (widget, "roster.candidates", NULL, candidates_action);
  gtk_widget_class_install_action (widget, "roster.why", NULL, why_action);
  gtk_widget_class_install_action (widget, "roster.why-here", "(sx)", why_here_action);
  gtk_widget_class_install_action (widget, "roster.history", NULL, history_action);
  gtk_widget_class_install_action (widget, "roster.sick", NULL, sick_action);
  gtk_widget_class_install_action (widget, "roster.away", "(sx)", away_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_F4, 0, "roster.next-conflict", NULL);
}
