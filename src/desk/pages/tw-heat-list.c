// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/pages/tw-heat-list.h"

#include "desk/chart/tw-chart-geometry.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* --- one row's data -------------------------------------------------------------------------- */

#define TW_TYPE_HEAT_ROW (tw_heat_row_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatRow, tw_heat_row, TW, HEAT_ROW, GObject)

struct _TwHeatRow {
  GObject parent_instance;
  TwRequestInfo *info;
};

G_DEFINE_FINAL_TYPE (TwHeatRow, tw_heat_row, G_TYPE_OBJECT)

static void
tw_heat_row_finalize (GObject *object)
{
  g_clear_pointer (&TW_HEAT_ROW (object)->info, tw_request_info_free);
  G_OBJECT_CLASS (tw_heat_row_parent_class)->finalize (object);
}

static void
tw_heat_row_class_init (TwHeatRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_heat_row_finalize;
}

static void
tw_heat_row_init (TwHeatRow *self)
{
}

/* --- the list --------------------------------------------------------------------------------- */

struct _TwHeatList {
  GtkWidget parent_instance;
  GtkWidget *stack, *list_view, *scrolled, *empty_label, *popover;
  GListStore *rows;
  TwDuty *duty;
  TwStreet *street;
  GCancellable *cancellable; /* of the load under way */
  char *empty_text;
};

G_DEFINE_FINAL_TYPE (TwHeatList, tw_heat_list, GTK_TYPE_WIDGET)

enum { LOADED, PLACE_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
append_part (GString *out, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, part);
}

static char *
format_age (int age)
{
  return age < 0 ? NULL
                 : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "age %d", "age %d", (gulong) age),
                                    age);
}

static const char *
headline (TwStreet *street, const TwRequestInfo *info)
{
  if (info->text != NULL && *info->text != '\0')
    return info->text;
  return info->address != NULL && *info->address != '\0'
             ? info->address
             : tw_street_get_service_name (street, info->service);
}

/* "Street lights · hotline · age 67"; the service is not said twice. */
static char *
format_kind (TwStreet *street, const TwRequestInfo *info)
{
  GString *out = g_string_new (NULL);
  g_autofree char *age = format_age (info->age);
  const char *service = tw_street_get_service_name (street, info->service);

  if (g_strcmp0 (service, headline (street, info)) != 0)
    append_part (out, service);
  append_part (out, age);
  append_part (out, tw_street_get_channel_name (street, info->channel));
  return g_string_free (out, FALSE);
}

static GtkWidget *
make_inscription (const char *css, float xalign)
{
  GtkWidget *widget = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (widget),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (widget), xalign);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (widget), 4);
  gtk_widget_set_hexpand (widget, TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (widget, css);
  return widget;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TwHeatList *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *time = make_inscription ("numeric", 0);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (time), 5);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (time), 5);
  gtk_widget_set_hexpand (time, FALSE);
  gtk_widget_set_valign (time, GTK_ALIGN_START);
  gtk_widget_add_css_class (time, "dim-label");
  gtk_box_append (GTK_BOX (lines), make_inscription (NULL, 0));
  gtk_box_append (GTK_BOX (lines), make_inscription ("caption", 0));
  gtk_widget_add_css_class (gtk_widget_get_last_child (lines), "dim-label");
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), lines);
  gtk_widget_add_css_class (row, "request-row");
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TwHeatList *self)
{
  const TwRequestInfo *info = TW_HEAT_ROW (gtk_list_item_get_item (item))->info;
  GtkWidget *time = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *lines = gtk_widget_get_next_sibling (time);
  GtkWidget *row = gtk_list_item_get_child (item);
  g_autofree char *clock = tw_chart_format_time (info->at_us, self->street->zone);
  g_autofree char *kind = format_kind (self->street, info);
  g_autofree char *spoken =
      g_strdup_printf ("%s, %s, %s", clock, headline (self->street, info), kind);

  gtk_inscription_set_text (GTK_INSCRIPTION (time), clock);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_first_child (lines)),
                            headline (self->street, info));
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (lines)), kind);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* --- details ---------------------------------------------------------------------------------- */

static void
add_fact (GtkWidget *grid, int *row, const char *name, const char *value)
{
  GtkWidget *key, *text;

  if (value == NULL || *value == '\0')
    return;
  key = gtk_label_new (name);
  text = gtk_label_new (value);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_widget_add_css_class (text, "numeric");
  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_widget_set_valign (key, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 32);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_grid_attach (GTK_GRID (grid), key, 0, *row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), text, 1, *row, 1, 1);
  (*row)++;
}

static char *
format_moment (TwHeatList *self, gint64 at_us)
{
  g_autofree char *day =
      tw_chart_format_day (at_us, tw_duty_now_us (self->duty), self->street->zone);
  g_autofree char *time = tw_chart_format_time (at_us, self->street->zone);

  return g_strdup_printf ("%s %s", day, time);
}

static void
show_place_cb (GtkButton *button, TwHeatList *self)
{
  const double *at = g_object_get_data (G_OBJECT (button), "place");

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[PLACE_ACTIVATED], 0, at[0], at[1]);
}

static GtkWidget *
make_place_button (TwHeatList *self, const TwRequestInfo *info)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show on the map"));
  double at[2] = { info->lat, info->lon };

  g_object_set_data_full (G_OBJECT (button), "place", g_memdup2 (at, sizeof at), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (show_place_cb), self);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  return button;
}

static GtkWidget *
make_details (TwHeatList *self, const TwRequestInfo *info)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *age = info->age < 0 ? NULL : g_strdup_printf ("%d", info->age);
  g_autofree char *moment = format_moment (self, info->at_us);
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_widget_add_css_class (grid, "request-details");
  add_fact (grid, &row, _ ("When"), moment);
  add_fact (grid, &row, _ ("What"), info->text);
  add_fact (grid, &row, _ ("Service"), tw_street_get_service_name (self->street, info->service));
  add_fact (grid, &row, _ ("Channel"), tw_street_get_channel_name (self->street, info->channel));
  add_fact (grid, &row, _ ("Age"), age);
  add_fact (grid, &row, _ ("Community"),
            tw_street_get_community_name (self->street, info->community));
  add_fact (grid, &row, _ ("Address"), info->address);
  add_fact (grid, &row, _ ("State"), info->done ? _ ("Done") : _ ("Open"));
  if (isfinite (info->lat) && isfinite (info->lon))
    gtk_grid_attach (GTK_GRID (grid), make_place_button (self, info), 1, row, 1, 1);
  return grid;
}

static void
activate_cb (GtkListView *list_view, guint position, TwHeatList *self)
{
  g_autoptr (TwHeatRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (list_view));
  graphene_rect_t bounds;

  if (row == NULL)
    return;
  gtk_popover_set_child (GTK_POPOVER (self->popover), make_details (self, row->info));
  if (focus != NULL && gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                                 &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                                  (int) bounds.size.width,
                                                  (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* --- loading ---------------------------------------------------------------------------------- */

static void
show_rows (TwHeatList *self, GPtrArray *infos)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      TwHeatRow *row = g_object_new (TW_TYPE_HEAT_ROW, NULL);

      row->info = g_ptr_array_index (infos, i);
      g_ptr_array_index (infos, i) = NULL;
      g_ptr_array_add (rows, row);
    }
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       rows->pdata, rows->len);
  gtk_label_set_text (GTK_LABEL (self->empty_label),
                      self->empty_text != NULL ? self->empty_text : "");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), rows->len > 0 ? "rows" : "empty");
  g_signal_emit (self, signals[LOADED], 0, rows->len);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwHeatList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = tw_duty_list_requests_finish (TW_DUTY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (infos == NULL)
    {
      g_free (self->empty_text);
      self->empty_text = g_strdup (error->message);
    }
  else
    g_ptr_array_set_free_func (infos, NULL); /* the rows take them */
  show_rows (self, infos);
}

static void
stop_loading (TwHeatList *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
tw_heat_list_load (TwHeatList *self, const TwHeatQuery *query, const char *empty_text)
{
  stop_loading (self);
  g_free (self->empty_text);
  self->empty_text = g_strdup (empty_text);
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = self->duty == NULL ? NULL : tw_duty_dup_street (self->duty);
  if (self->street == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  tw_duty_list_requests_async (self->duty, query->has_box ? &query->box : NULL, query->from_us,
                               query->to_us, &query->filter, query->only_unplaced,
                               TW_HEAT_LIST_LIMIT, self->cancellable, loaded_cb,
                               g_object_ref (self));
}

void
tw_heat_list_show_text (TwHeatList *self, const char *text)
{
  stop_loading (self);
  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  show_rows (self, NULL);
}

guint
tw_heat_list_get_n_rows (TwHeatList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

gboolean
tw_heat_list_is_loading (TwHeatList *self)
{
  return self->cancellable != NULL;
}

const TwRequestInfo *
tw_heat_list_get_row (TwHeatList *self, guint position)
{
  g_autoptr (TwHeatRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  return row == NULL ? NULL : row->info; /* the store keeps it */
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_heat_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwHeatList *self = TW_HEAT_LIST (widget);

  gtk_widget_size_allocate (self->stack, &(GtkAllocation){ 0, 0, width, height }, baseline);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
tw_heat_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (TW_HEAT_LIST (widget)->stack, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
tw_heat_list_dispose (GObject *object)
{
  TwHeatList *self = TW_HEAT_LIST (object);

  stop_loading (self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_object (&self->duty);
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_pointer (&self->empty_text, g_free);
  G_OBJECT_CLASS (tw_heat_list_parent_class)->dispose (object);
}

static void
tw_heat_list_class_init (TwHeatListClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_heat_list_dispose;
  widget->size_allocate = tw_heat_list_size_allocate;
  widget->measure = tw_heat_list_measure;
  signals[LOADED] = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[PLACE_ACTIVATED] =
      g_signal_new ("place-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (widget, "heatlist");
}

static void
tw_heat_list_init (TwHeatList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *selection;
  GtkWidget *empty;

  self->rows = g_list_store_new (TW_TYPE_HEAT_ROW);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows))));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  self->list_view = gtk_list_view_new (selection, factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list_view), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (self->list_view), TRUE);
  gtk_widget_add_css_class (self->list_view, "request-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Requests"), -1);
  g_signal_connect (self->list_view, "activate", G_CALLBACK (activate_cb), self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list_view);
  self->empty_label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->empty_label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->empty_label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->empty_label, "dim-label");
  gtk_widget_add_css_class (self->empty_label, "request-empty");
  gtk_widget_set_valign (self->empty_label, GTK_ALIGN_START);
  self->stack = gtk_stack_new ();
  empty = gtk_scrolled_window_new (); /* its text wraps whatever the height */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (empty), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (empty), self->empty_label);
  gtk_stack_add_named (GTK_STACK (self->stack), empty, "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->scrolled, "rows");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->popover = gtk_popover_new ();
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_LEFT);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

GtkWidget *
tw_heat_list_new (void)
{
  return g_object_new (TW_TYPE_HEAT_LIST, NULL);
}

void
tw_heat_list_set_duty (TwHeatList *self, TwDuty *duty)
{
  g_set_object (&self->duty, duty);
}
