// SPDX-License-Identifier: Apache-2.0
/*
 * What the board's gestures do. While one is under way its moves become edits that are previewed
 * and shown in the coverage; a drop carries them out. A drag that ends over the tray makes the
 * shifts open ones; what is dragged from the tray lands in the row and at the time it belongs to.
 */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- gestures ------------------------------------------------------------------------------- */

static gboolean
read_moves (TwRosterPage *self, const TwBoardMove *moves, guint n, TwRosterEdits *ret)
{
  return tw_roster_page_can_edit (self)
         && tw_roster_glue_read_moves (self->rota, &self->look, self->model, moves, n,
                                       tw_roster_page_get_post (self), ret);
}

static void
preview_cb (const TwBoardMove *moves, guint n, TwBoardGhost *ret, gpointer data)
{
  TwRosterPage *self = data;
  g_auto (TwRosterEdits) edits = { 0 };
  TwRotaPreview preview = { 0 };

  ret->severity = -1;
  if (!read_moves (self, moves, n, &edits))
    return;
  tw_rota_set_hover (self->rota, (const TwRotaEdit *) edits.edits->data, edits.edits->len);
  tw_rota_preview (self->rota, (const TwRotaEdit *) edits.edits->data, edits.edits->len, &preview);
  ret->text = tw_roster_words_preview (&preview);
  ret->severity = preview.n_red > 0 ? 0 : preview.n_yellow > 0 ? 1 : -1;
  ret->warning = g_strdup (preview.worst);
  tw_rota_preview_clear (&preview);
}

static void
cancel_cb (gpointer data)
{
  if (TW_ROSTER_PAGE (data)->proposal == NULL)
    tw_rota_set_hover (TW_ROSTER_PAGE (data)->rota, NULL, 0);
}

static void
dropped_out_cb (TwRosterPage *self, const char *const *bar_ids)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (; tw_roster_page_can_edit (self) && *bar_ids != NULL; bar_ids++)
    {
      TwShift *shift = tw_roster_glue_find (self->rota, &self->look, *bar_ids, NULL);

      if (shift != NULL)
        g_strv_builder_add (builder, shift->id);
    }
  ids = g_strv_builder_end (builder);
  tw_roster_page_make_open (self, (const char *const *) ids);
}

/* From the tray. */
static TwBoardBar *
outside_cb (const char *id, gpointer data)
{
  TwRosterPage *self = data;
  TwShift *shift = tw_roster_page_can_edit (self) ? tw_rota_find (self->rota, id) : NULL;

  return shift != NULL ? tw_roster_glue_make_bar (self->rota, &self->look, shift) : NULL;
}

/* By place the board's bars are stretches: the ids of shifts become those of the stretches that
 * were moved. */
static GStrv
bar_ids (TwRosterPage *self, const TwBoardMove *moves, guint n, GStrv shift_ids)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n && shift_ids[i] != NULL; i++)
    {
      const char *mark = moves[i].bar_id != NULL ? strrchr (moves[i].bar_id, '#') : NULL;
      g_autofree char *id = self->look.by_place
                                ? g_strconcat (shift_ids[i], mark != NULL ? mark : "#0", NULL)
                                : g_strdup (shift_ids[i]);

      g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static gboolean
drop_cb (const TwBoardMove *moves, guint n, GStrv *ret_ids, gpointer data)
{
  TwRosterPage *self = data;
  g_auto (TwRosterEdits) edits = { 0 };
  g_auto (GStrv) ids = NULL;

  cancel_cb (self);
  if (self->look.published || self->proposal != NULL)
    {
      tw_roster_page_say (self,
                          self->proposal != NULL
                              ? _ ("Apply or discard the proposal first")
                              : _ ("The published roster cannot be changed: go to the draft"),
                          FALSE);
      return FALSE;
    }
  if (!read_moves (self, moves, n, &edits))
    {
      tw_roster_page_say (self, _ ("Nothing can stand there"), FALSE);
      return FALSE;
    }
  if (!tw_roster_page_edit (self, &edits, &ids))
    return FALSE;
  tw_roster_page_update (self); /* the bars have to be there for the board to select them */
  *ret_ids = bar_ids (self, moves, n, ids);
  return TRUE;
}

static void
remove_cb (const char *const *bar_ids, gpointer data)
{
  gtk_widget_activate_action (data, "roster.delete", NULL);
}

static void
activate_cb (const char *bar_id, gpointer data)
{
  gtk_widget_activate_action (data, "roster.candidates", NULL);
}

static void
fold_cb (const char *row_id, gboolean folded, gpointer data)
{
  TwRosterPage *self = data;

  if (folded)
    g_hash_table_add (self->look.folded, g_strdup (row_id));
  else
    g_hash_table_remove (self->look.folded, row_id);
  tw_roster_page_queue_update (self);
}

/* --- menus ---------------------------------------------------------------------------------- */

static void
append (GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
menu_of_bars (TwRosterPage *self)
{
  GMenu *menu = g_menu_new (), *ask = g_menu_new (), *change = g_menu_new (), *more = g_menu_new ();

  append (ask, _ ("Candidates…"), "roster.candidates");
  append (ask, _ ("Why…"), "roster.why");
  append (ask, _ ("History…"), "roster.history");
  append (change, _ ("Pin"), "roster.pin");
  append (change, _ ("Unpin"), "roster.unpin");
  append (change, _ ("Split in two"), "roster.split");
  append (change, _ ("Make it an open shift"), "roster.make-open");
  append (change, _ ("Copy"), "roster.copy");
  append (change, _ ("Delete"), "roster.delete");
  append (more, _ ("Override a conflict…"), "roster.override");
  append (more, _ ("Swap or hand over…"), "roster.claim");
  append (more, _ ("Sick from now…"), "roster.sick");
  append_section (menu, ask);
  append_section (menu, change);
  append_section (menu, more);
  return menu;
}

static GMenu *
menu_of_row (TwRosterPage *self, const TwBoardRow *row, gint64 t_us)
{
  GMenu *menu = g_menu_new ();

  if (!self->look.by_place)
    {
      g_autoptr (GMenuItem) away = g_menu_item_new (_ ("Away…"), NULL);
      g_autoptr (GMenuItem) new = g_menu_item_new (_ ("New shift here"), NULL);

      g_menu_item_set_action_and_target (new, "roster.new-shift", "(sx)", row->id, t_us);
      g_menu_append_item (menu, new);
      g_menu_item_set_action_and_target (away, "roster.away", "(sx)", row->id, t_us);
      g_menu_append_item (menu, away);
    }
  else
    {
      g_autoptr (GMenuItem) new = g_menu_item_new (_ ("New open shift here"), NULL);
      g_autoptr (GMenuItem) why = g_menu_item_new (_ ("Why is nobody here…"), NULL);

      g_menu_item_set_action_and_target (new, "roster.new-shift", "(sx)", row->id, t_us);
      g_menu_append_item (menu, new);
      g_menu_item_set_action_and_target (why, "roster.why-here", "(sx)", row->id, t_us);
      g_menu_append_item (menu, why);
    }
  if (self->clipboard != NULL)
    {
      g_autoptr (GMenuItem) paste = g_menu_item_new (_ ("Paste the shift"), NULL);

      g_menu_item_set_action_and_target (paste, "roster.paste", "(sx)", row->id, t_us);
      g_menu_append_item (menu, paste);
    }
  return menu;
}

static GMenuModel *
menu_cb (const char *const *bar_ids, int row, gint64 t_us, gpointer data)
{
  TwRosterPage *self = data;
  const TwBoardRow *info;

  tw_roster_page_update_actions (self);
  if (bar_ids != NULL && bar_ids[0] != NULL)
    return G_MENU_MODEL (menu_of_bars (self));
  info = row >= 0 && (guint) row < tw_board_model_get_n_rows (self->model)
             ? tw_board_model_get_row (self->model, (guint) row)
             : NULL;
  return info == NULL || info->group || !tw_roster_page_can_edit (self)
             ? NULL
             : G_MENU_MODEL (menu_of_row (self, info, t_us));
}

/* --- following the board -------------------------------------------------------------------- */

static void
selection_changed_cb (TwRosterPage *self)
{
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);
  guint n = g_strv_length (ids);

  tw_roster_pane_set_shift (self->pane, n == 1 ? ids[0] : NULL, n);
  if (n > 0 && self->pane_mode == TW_PANE_SUMMARY)
    tw_roster_page_show_pane (self, TW_PANE_SHIFT);
  tw_roster_page_follow_selection (self);
  tw_roster_page_update_actions (self);
}

static void
view_changed_cb (TwRosterPage *self)
{
  tw_roster_page_sync_view (self);
}

void
tw_roster_page_connect_board (TwRosterPage *self)
{
  static const TwBoardHost host = {
    .preview = preview_cb,
    .cancel = cancel_cb,
    .drop = drop_cb,
    .menu = menu_cb,
    .activate = activate_cb,
    .fold = fold_cb,
    .remove = remove_cb,
    .outside = outside_cb,
  };

  tw_board_set_host (self->board, &host, self);
  g_signal_connect_object (self->board, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  tw_board_set_out_target (self->board, GTK_WIDGET (self->tray));
  g_signal_connect_object (self->board, "bars-dropped-out", G_CALLBACK (dropped_out_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
