// SPDX-License-Identifier: Apache-2.0
/*
 * The page follows one TwRota: the roster of 72 hours from the day chosen, or of its week. All that
 * is on the screen follows from it and from a look (what of it is shown): tw_roster_page_update()
 * after each change; coverage alone while a bar is being dragged. Nothing here writes: gestures,
 * keys and menus become edits (tw-roster-glue.h) that go through tw_rota_edit().
 */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/compat.h"
#include "desk/pages/tw-wrap-box.h"
#include "desk/roster/tw-roster-words.h"
#include "desk/tw-fit.h"
#include "desk/tw-settings.h"
#include "desk/tw-window.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PANE_PX 340
#define PANE_WIDE_PX 380
#define WIDE_PX 1600
#define WEEK_HOURS 168
#define FRAME_HOURS 72

G_DEFINE_FINAL_TYPE (TwRosterPage, tw_roster_page, GTK_TYPE_WIDGET)

enum { PROP_ZOOM = 1, PROP_ROWS, PROP_VIEW, PROP_PANE, PROP_PANE_PART, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- saying --------------------------------------------------------------------------------- */

void
tw_roster_page_say (TwRosterPage *self, const char *text, gboolean undo)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (TW_IS_WINDOW (root))
    tw_window_toast (TW_WINDOW (root), text, undo);
  tw_compat_announce (GTK_WIDGET (self->note_label), text);
}

void
tw_roster_page_say_error (TwRosterPage *self, GError **error)
{
  if (*error != NULL && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_roster_page_say (self, (*error)->message, FALSE);
  g_clear_error (error);
}

gboolean
tw_roster_page_can_edit (TwRosterPage *self)
{
  return tw_rota_is_loaded (self->rota) && !self->look.published && self->proposal == NULL;
}

/* --- loading -------------------------------------------------------------------------------- */

static gint64
day_of (TwRosterPage *self, gint64 t_us)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  TwLocalTime t;

  tw_time_to_local (t_us, street->zone, &t);
  t.hour = t.minute = t.second = 0;
  return tw_time_from_local (&t, street->zone);
}

static gint64
week_of (TwRosterPage *self, gint64 day_us)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  TwLocalTime t;

  tw_time_to_local (day_us, street->zone, &t);
  /* By noon: a day of another length does not lead astray. */
  return day_of (self, day_us + 12 * TW_US_PER_HOUR - (t.weekday - 1) * TW_US_PER_DAY);
}

static void
show_status (TwRosterPage *self, const char *title, const char *text, const char *button,
             const char *action)
{
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, text);
  gtk_widget_set_visible (self->spinner, button == NULL && text == NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), button == NULL && text == NULL);
  gtk_widget_set_visible (self->status_button, button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->status_button), button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->status_button), action);
    }
}

static void
update_status (TwRosterPage *self)
{
  gboolean loaded = tw_rota_is_loaded (self->rota);
  g_autofree char *escaped = NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), loaded ? "work" : "empty");
  if (loaded)
    return;
  if (self->load_error == NULL)
    {
      show_status (self, _ ("Loading the roster…"), NULL, NULL, NULL);
      return;
    }
  escaped = g_markup_escape_text (self->load_error, -1);
  if (self->load_error_data)
    show_status (self, _ ("Nothing to plan with yet"), escaped, _ ("Rules and posts…"),
                 "roster.rules");
  else
    show_status (self, _ ("The roster could not be read"), escaped, _ ("Try again"),
                 "roster.reload");
}

/* Where text is large and the window low, the row of figures over the coverage makes room; the
 * coverage itself stays. */
static gboolean
fit_cb (gpointer user_data)
{
  TwRosterPage *self = user_data;
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean shown = gtk_widget_get_visible (self->cover_bar);
  int width = gtk_widget_get_width (self->box), need, bar = 0;
  graphene_rect_t bounds;

  self->fit_id = 0;
  if (root == NULL || width <= 0 || !gtk_widget_compute_bounds (GTK_WIDGET (self), root, &bounds))
    return G_SOURCE_REMOVE;
  gtk_widget_measure (self->box, GTK_ORIENTATION_VERTICAL, width, &need, NULL, NULL, NULL);
  if (!shown)
    bar = self->cover_bar_px;
  else
    self->cover_bar_px = gtk_widget_get_height (self->cover_bar);
  if (shown != (bounds.origin.y + (float) (need + bar) <= (float) gtk_widget_get_height (root)))
    gtk_widget_set_visible (self->cover_bar, !shown);
  return G_SOURCE_REMOVE;
}

void
tw_roster_page_queue_fit (TwRosterPage *self)
{
  if (self->fit_id == 0)
    self->fit_id = g_idle_add (fit_cb, self);
}

/* No forecast, or data that were read with a grain of salt: one line over the board. */
/* The chosen day can still be planned, and nothing is planned for it. */
static gboolean
day_is_unplanned (TwRosterPage *self)
{
  guint day = (guint) tw_roster_page_get_day (self);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  return day < frame->days->len
         && ((TwRotaSpan *) frame->days->pdata[day])->to_us > tw_duty_now_us (self->duty)
         && tw_rota_get_day (self->rota, day)->state == TW_DAY_EMPTY;
}

static void
update_note (TwRosterPage *self)
{
  g_autoptr (TwOutlook) outlook = tw_duty_dup_outlook (self->duty);
  g_autofree char *read_only = tw_duty_dup_read_only_reason (self->duty);
  gboolean ready = outlook != NULL && tw_outlook_is_ready (outlook);
  const char *text = NULL, *button = NULL, *action = NULL;

  if (!tw_rota_is_loaded (self->rota))
    return;
  if (self->proposal != NULL)
    {
      text = _ ("A proposal is shown: nothing is changed until it is applied");
    }
  else if (self->look.published)
    {
      text = _ ("This is what people were told; it cannot be changed here");
      button = _ ("Back to the draft");
      action = "roster.to-draft";
    }
  else if (read_only != NULL)
    text = read_only;
  else if (!ready)
    {
      text = _ ("There is no forecast yet, so no demand: shifts can be planned by hand only");
      button = _ ("Look again");
      action = "roster.reload";
    }
  else if (day_is_unplanned (self))
    {
      text = _ ("Nothing is planned for this day yet: drag in a row to make a shift, or let a "
                "roster be made");
      button = _ ("Auto-roster");
      action = "roster.auto";
    }
  self->without_demand = !ready;
  gtk_widget_set_visible (self->note_bar, text != NULL);
  gtk_label_set_text (self->note_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->note_button, button != NULL);
  tw_roster_page_queue_fit (self);
  if (button != NULL)
    {
      gtk_button_set_label (GTK_BUTTON (self->note_button), button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->note_button), action);
    }
}

static void
show_range (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  gint64 now_us = tw_duty_now_us (self->duty);
  gint64 at_us = self->hours == WEEK_HOURS ? frame->from_us : self->day_us;

  tw_board_set_range (self->board, frame->from_us, frame->to_us, frame->zone);
  tw_board_set_now (self->board, now_us);
  tw_cover_strip_set_now (self->strip, now_us);
  tw_board_set_zoom (self->board, self->hours);
  if (self->hours < 24) /* an hour before now, or the morning */
    at_us = now_us >= self->day_us && now_us < self->day_us + TW_US_PER_DAY
                ? now_us - TW_US_PER_HOUR
                : self->day_us + 7 * TW_US_PER_HOUR;
  tw_board_scroll_to (self->board, at_us, -1);
}

static void
update_colors (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  guint n = frame != NULL ? frame->street->services->len : 1;
  g_autofree GdkRGBA *colors =
      tw_roster_glue_dup_colors (n, adw_style_manager_get_dark (adw_style_manager_get_default ()));

  tw_board_set_colors (self->board, colors, n);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwRosterPage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->loading = FALSE;
  g_clear_pointer (&self->load_error, g_free);
  if (!tw_rota_load_finish (TW_ROTA (source), result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      self->load_error = g_strdup (error->message);
      self->load_error_data = g_error_matches (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
      if (tw_rota_is_loaded (self->rota))
        tw_roster_page_say (self, error->message, FALSE);
    }
  if (self->box == NULL) /* the page has gone meanwhile */
    return;
  if (self->load_again)
    {
      self->load_again = FALSE;
      tw_roster_page_load (self);
      return;
    }
  if (tw_rota_is_loaded (self->rota))
    {
      update_colors (self);
      show_range (self);
      tw_roster_page_fill_places (self);
    }
  tw_roster_page_update (self);
}

void
tw_roster_page_load (TwRosterPage *self)
{
  TwRotaFrameOptions options = { .level = self->level };

  if (!tw_duty_is_loaded (self->duty))
    {
      update_status (self);
      return;
    }
  if (self->loading)
    {
      self->load_again = TRUE;
      return;
    }
  if (self->day_us == 0)
    self->day_us = day_of (self, tw_duty_now_us (self->duty));
  tw_roster_page_drop_proposal (self);
  options.from_us = self->hours == WEEK_HOURS ? week_of (self, self->day_us) : self->day_us;
  options.n_hours = self->hours == WEEK_HOURS ? WEEK_HOURS : FRAME_HOURS;
  self->loading = TRUE;
  g_set_object (&self->load_cancel, NULL);
  self->load_cancel = g_cancellable_new ();
  tw_rota_load_async (self->rota, &options, self->load_cancel, loaded_cb, g_object_ref (self));
  update_status (self);
  tw_roster_page_update_tools (self);
}

void
tw_roster_page_show_day (TwRosterPage *self, gint64 t_us)
{
  g_return_if_fail (TW_IS_ROSTER_PAGE (self));
  self->day_us = day_of (self, t_us);
  tw_roster_page_load (self);
}

gboolean
tw_roster_page_is_ready (TwRosterPage *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_PAGE (self), FALSE);
  return tw_rota_is_loaded (self->rota) && !self->loading && self->update_id == 0;
}

gboolean
tw_roster_page_is_solving (TwRosterPage *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_PAGE (self), FALSE);
  return self->solve_cancel != NULL;
}

/* --- what is shown -------------------------------------------------------------------------- */

static void
update_days (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree TwBoardDay *days = g_new0 (TwBoardDay, MAX (frame->days->len, 1));

  for (guint i = 0; i < frame->days->len; i++)
    {
      const TwRotaSpan *span = frame->days->pdata[i];
      const TwRotaDay *day = tw_rota_get_day (self->rota, i);
      guint n = day->n_red + day->n_yellow;
      char *text = n == 0 ? g_strdup (tw_day_state_name (day->state))
                          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %u conflict",
                                                          "%s, %u conflicts", n),
                                             tw_day_state_name (day->state), n);

      g_ptr_array_add (texts, text);
      days[i] = (TwBoardDay){ span->from_us, span->to_us, text,
                              day->n_red > 0      ? 0
                              : day->n_yellow > 0 ? 1
                                                  : -1 };
    }
  tw_board_set_days (self->board, days, frame->days->len);
}

static void
update_windows (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autoptr (GArray) tides = tw_rota_list_tides (self->rota);
  g_autofree TwBoardDay *windows = g_new0 (TwBoardDay, MAX (tides->len, 1));

  for (guint i = 0; i < tides->len; i++)
    {
      const TwTideState *state = &g_array_index (tides, TwTideState, i);

      windows[i] = (TwBoardDay){ MAX (state->tide->from_us, frame->from_us), state->tide->to_us,
                                 state->tide->name, state->met || state->nobody ? -1 : 1 };
    }
  tw_board_set_windows (self->board, windows, tides->len);
}

void
tw_roster_page_update (TwRosterPage *self)
{
  g_clear_handle_id (&self->update_id, g_source_remove);
  update_status (self);
  if (tw_rota_is_loaded (self->rota))
    {
      self->look.search = self->search_text;
      self->look.proposal = self->proposal;
      tw_roster_glue_fill (self->rota, &self->look, tw_duty_now_us (self->duty), self->model);
      update_days (self);
      update_windows (self);
      update_note (self);
      tw_roster_tray_update (self->tray, self->rota);
      tw_roster_page_update_cover (self);
      tw_roster_pane_update (self->pane);
    }
  tw_roster_page_update_tools (self);
  tw_roster_page_update_actions (self);
}

static gboolean
update_cb (gpointer user_data)
{
  TwRosterPage *self = user_data;

  self->update_id = 0;
  tw_roster_page_update (self);
  return G_SOURCE_REMOVE;
}

void
tw_roster_page_queue_update (TwRosterPage *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 25, update_cb, self, NULL);
}

static void
failed_cb (TwRosterPage *self, const char *message)
{
  tw_roster_page_say (self, message, FALSE);
}

void
tw_roster_page_show_pane (TwRosterPage *self, TwPaneMode mode)
{
  self->pane_mode = mode;
  tw_roster_pane_show (self->pane, mode, self->pane_part);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PANE]);
}

/* --- following the duty --------------------------------------------------------------------- */

static void
duty_changed_cb (TwRosterPage *self)
{
  if (!tw_rota_is_loaded (self->rota) || self->load_error != NULL)
    tw_roster_page_load (self);
  else
    update_note (self);
}

/* The first forecast turns a roster without demand into one with it. */
static void
outlook_changed_cb (TwRosterPage *self)
{
  g_autoptr (TwOutlook) outlook = tw_duty_dup_outlook (self->duty);

  if (outlook != NULL && tw_outlook_is_ready (outlook)
      && (!tw_rota_is_loaded (self->rota) || self->without_demand))
    tw_roster_page_load (self);
}

static gboolean
tick_cb (gpointer user_data)
{
  TwRosterPage *self = user_data;

  if (tw_rota_is_loaded (self->rota))
    {
      tw_board_set_now (self->board, tw_duty_now_us (self->duty));
      tw_cover_strip_set_now (self->strip, tw_duty_now_us (self->duty));
    }
  return G_SOURCE_CONTINUE;
}

/* --- object --------------------------------------------------------------------------------- */

static void
set_zoom (TwRosterPage *self, int hours)
{
  gboolean week = (hours == WEEK_HOURS) != (self->hours == WEEK_HOURS);

  if (hours == self->hours)
    return;
  self->hours = hours;
  tw_settings_set_int ("roster-hours", hours);
  if (week)
    tw_roster_page_load (self);
  else if (tw_rota_is_loaded (self->rota))
    {
      tw_board_set_zoom (self->board, hours);
      if (hours >= 24)
        tw_board_scroll_to (self->board, self->day_us, -1);
      tw_roster_page_update_tools (self);
    }
}

static void
set_look (TwRosterPage *self, gboolean by_place, gboolean published)
{
  if (published)
    tw_roster_page_drop_proposal (self);
  self->look.by_place = by_place;
  self->look.published = published;
  tw_settings_set_boolean ("roster-by-place", by_place);
  tw_roster_page_update (self);
}

static void
tw_roster_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwRosterPage *self = TW_ROSTER_PAGE (object);

  if (id == PROP_ZOOM)
    g_value_set_int (value, self->hours);
  else if (id == PROP_ROWS)
    g_value_set_int (value, self->look.by_place);
  else if (id == PROP_VIEW)
    g_value_set_int (value, self->look.published);
  else if (id == PROP_PANE)
    g_value_set_int (value, (int) self->pane_mode);
  else
    g_value_set_int (value, (int) self->pane_part);
}

static void
tw_roster_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwRosterPage *self = TW_ROSTER_PAGE (object);

  if (id == PROP_ZOOM)
    set_zoom (self, g_value_get_int (value));
  else if (id == PROP_ROWS)
    set_look (self, g_value_get_int (value) != 0, self->look.published);
  else if (id == PROP_VIEW)
    set_look (self, self->look.by_place, g_value_get_int (value) != 0);
  else if (id == PROP_PANE)
    tw_roster_pane_show (self->pane, self->pane_mode = (TwPaneMode) g_value_get_int (value),
                         self->pane_part);
  else
    tw_roster_pane_show (self->pane, self->pane_mode,
                         self->pane_part = (TwPanePart) g_value_get_int (value));
  g_object_notify_by_pspec (object, pspec);
}

static void
tw_roster_page_dispose (GObject *object)
{
  TwRosterPage *self = TW_ROSTER_PAGE (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->fit_id, g_source_remove);
  g_clear_handle_id (&self->refill_id, g_source_remove);
  if (self->load_cancel != NULL)
    g_cancellable_cancel (self->load_cancel);
  if (self->solve_cancel != NULL)
    g_cancellable_cancel (self->solve_cancel);
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  if (self->rota != NULL)
    g_signal_handlers_disconnect_by_data (self->rota, self);
  if (self->box != NULL)
    {
      g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
      tw_board_set_host (self->board, NULL, NULL);
      tw_roster_pane_set_rota (self->pane, NULL); /* nothing is looked up any more */
      tw_roster_pane_set_proposal (self->pane, NULL);
      g_clear_pointer (&self->why_popover, gtk_widget_unparent);
      g_clear_pointer (&self->box, gtk_widget_unparent);
    }
  g_clear_pointer (&self->proposal, tw_rota_proposal_free);
  g_clear_object (&self->load_cancel);
  g_clear_object (&self->solve_cancel);
  g_clear_object (&self->rota);
  g_clear_object (&self->model);
  g_clear_object (&self->duty);
  G_OBJECT_CLASS (tw_roster_page_parent_class)->dispose (object);
}

static void
tw_roster_page_finalize (GObject *object)
{
  TwRosterPage *self = TW_ROSTER_PAGE (object);

  g_clear_pointer (&self->actor, tw_officer_free);
  g_clear_pointer (&self->look.folded, g_hash_table_unref);
  g_clear_pointer (&self->cover_filters, g_array_unref);
  g_free (self->search_text);
  g_free (self->proposal_label);
  g_free (self->load_error);
  g_free (self->clipboard);
  G_OBJECT_CLASS (tw_roster_page_parent_class)->finalize (object);
}

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tw_roster_page_load (TW_ROSTER_PAGE (widget));
}

static void
to_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_object_set (widget, "view", 0, NULL);
}

static void
install_properties (GObjectClass *object)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_ZOOM] = g_param_spec_int ("zoom", NULL, NULL, 6, WEEK_HOURS, 24, flags);
  props[PROP_ROWS] = g_param_spec_int ("rows", NULL, NULL, 0, 1, 0, flags);
  props[PROP_VIEW] = g_param_spec_int ("view", NULL, NULL, 0, 1, 0, flags);
  props[PROP_PANE] = g_param_spec_int ("pane", NULL, NULL, 0, TW_PANE_PROPOSAL, 0, flags);
  props[PROP_PANE_PART] = g_param_spec_int ("pane-part", NULL, NULL, 0, TW_PANE_HISTORY, 0, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
install_actions (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget, "roster.to-draft", NULL, to_draft_action);
  gtk_widget_class_install_property_action (widget, "roster.zoom", "zoom");
  gtk_widget_class_install_property_action (widget, "roster.rows", "rows");
  gtk_widget_class_install_property_action (widget, "roster.view", "view");
  gtk_widget_class_install_property_action (widget, "roster.pane", "pane");
  gtk_widget_class_install_property_action (widget, "roster.pane-part", "pane-part");
  tw_roster_page_install_tools (widget);
  tw_roster_page_install_edits (widget);
  tw_roster_page_install_solve (widget);
  tw_roster_page_install_publish (widget);
  tw_roster_page_install_books (widget);
  tw_roster_page_install_copy (widget);
  tw_roster_page_install_paper (widget);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget, TwRosterPage, child)

static void
bind_children (GtkWidgetClass *widget)
{
  BIND (box);
  BIND (stack);
  BIND (paned);
  BIND (day_button);
  BIND (day_label);
  BIND (filter_button);
  BIND (solve_button);
  BIND (officer_button);
  BIND (officer_box);
  BIND (calendar);
  BIND (calendar_popover);
  BIND (pool_box);
  BIND (conflict_check);
  BIND (level_drop);
  BIND (search);
  BIND (undo_button);
  BIND (redo_button);
  BIND (state_button);
  BIND (primary_button);
  BIND (status);
  BIND (spinner);
  BIND (status_button);
  BIND (note_bar);
  BIND (note_label);
  BIND (note_button);
  BIND (board);
  BIND (corner);
  BIND (cover_bar);
  BIND (cover_drop);
  BIND (cover_label);
  BIND (strip);
  BIND (tray);
  BIND (pane);
}

static void
tw_roster_page_class_init (TwRosterPageClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  object->get_property = tw_roster_page_get_property;
  object->set_property = tw_roster_page_set_property;
  object->dispose = tw_roster_page_dispose;
  object->finalize = tw_roster_page_finalize;
  install_properties (object);
  g_type_ensure (TW_TYPE_BOARD);
  g_type_ensure (TW_TYPE_COVER_STRIP);
  g_type_ensure (TW_TYPE_ROSTER_TRAY);
  g_type_ensure (TW_TYPE_ROSTER_PANE);
  g_type_ensure (TW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget, "/cn/tidewatch/Tidewatch/ui/roster-page.ui");
  gtk_widget_class_set_css_name (widget, "rosterpage");
  bind_children (widget);
  install_actions (widget);
}

static void
tw_roster_page_init (TwRosterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->model = tw_board_model_new ();
  self->look.folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cover_filters = g_array_new (FALSE, TRUE, sizeof (TwCoverFilter));
  self->hours = CLAMP (tw_settings_get_int ("roster-hours", 24), 6, WEEK_HOURS);
  self->level = (TwDemandLevel) CLAMP (tw_settings_get_int ("roster-level", TW_LEVEL_P90), 0, 2);
  self->look.by_place = tw_settings_get_boolean ("roster-by-place", FALSE);
}

/* --- the pane's width ----------------------------------------------------------------------- */

static gboolean
place_pane_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  int width = gtk_widget_get_width (self->paned);
  int chosen = tw_settings_get_int ("roster-pane-width", 0);
  double pane_px;

  if (width <= 0)
    return G_SOURCE_CONTINUE;
  pane_px = (chosen > 0         ? chosen
             : width >= WIDE_PX ? PANE_WIDE_PX
                                : PANE_PX)
            * tw_fit_text_scale (widget);
  self->pane_px = (int) MIN (pane_px, 0.42 * width);
  gtk_paned_set_position (GTK_PANED (self->paned), width - self->pane_px);
  self->pane_placed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pane_moved_cb (GtkPaned *paned, GParamSpec *pspec, TwRosterPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (paned));
  int pane_px = width - gtk_paned_get_position (paned);

  if (width > 0 && self->pane_placed && gtk_widget_get_mapped (GTK_WIDGET (paned))
      && pane_px != self->pane_px)
    tw_settings_set_int ("roster-pane-width",
                         CLAMP ((int) (pane_px / tw_fit_text_scale (GTK_WIDGET (self))), 280, 640));
}

/* --- public --------------------------------------------------------------------------------- */

static void
connect_all (TwRosterPage *self)
{
  tw_roster_page_connect_tools (self);
  tw_roster_page_connect_board (self);
  tw_roster_page_connect_cover (self);
  tw_roster_page_connect_solve (self);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (pane_moved_cb), self, 0);
  g_signal_connect_object (self->pane, "jump", G_CALLBACK (tw_roster_page_jump), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "fix", G_CALLBACK (tw_roster_page_fix), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "override", G_CALLBACK (tw_roster_page_ask_override), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->rota, "shifts-changed", G_CALLBACK (tw_roster_page_queue_update),
                            self);
  g_signal_connect_swapped (self->rota, "hover-changed", G_CALLBACK (tw_roster_page_update_cover),
                            self);
  g_signal_connect_swapped (self->rota, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->duty, "street-changed", G_CALLBACK (duty_changed_cb), self);
  g_signal_connect_swapped (self->duty, "demand-changed", G_CALLBACK (duty_changed_cb), self);
  g_signal_connect_swapped (self->duty, "outlook-changed", G_CALLBACK (outlook_changed_cb), self);
  g_signal_connect_swapped (self->duty, "state-changed", G_CALLBACK (tw_roster_page_queue_update),
                            self);
  g_signal_connect_swapped (self->duty, "undo-changed", G_CALLBACK (tw_roster_page_update_undo),
                            self);
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark",
                            G_CALLBACK (update_colors), self);
}

GtkWidget *
tw_roster_page_new (TwDuty *duty)
{
  TwRosterPage *self = g_object_new (TW_TYPE_ROSTER_PAGE, NULL);

  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  self->duty = g_object_ref (duty);
  self->rota = tw_rota_new (duty);
  tw_roster_pane_set_rota (self->pane, self->rota);
  tw_board_set_model (self->board, self->model);
  connect_all (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), place_pane_cb, NULL, NULL);
  self->refill_id = g_timeout_add_seconds (5, tick_cb, self);
  tw_roster_page_update_officer (self);
  tw_roster_page_load (self);
  tw_roster_page_update_tools (self);
  tw_roster_page_update_actions (self);
  return GTK_WIDGET (self);
}
