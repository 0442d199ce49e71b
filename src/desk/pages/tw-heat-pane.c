// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/pages/tw-heat-pane.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>

#define HEAD_SPACING_PX 6
#define CLOSE_PX 34 /* of the button that ends a scope */

enum { FIGURE_LAST_HOUR, FIGURE_P90, FIGURE_NEXT_DAY, N_FIGURES };

struct _TwHeatPane {
  GtkWidget parent_instance;
  GtkWidget *scrolled, *box, *title, *clear_button, *figures[N_FIGURES], *figure_boxes[N_FIGURES];
  GtkWidget *chart, *list, *list_title, *list_count, *scope_button;
  int n; /* in the list, -1: not known */
  guint head_id;
};

G_DEFINE_FINAL_TYPE (TwHeatPane, tw_heat_pane, GTK_TYPE_WIDGET)

static GtkWidget *
close_button (const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
inscription (const char *css, float xalign)
{
  GtkWidget *widget = gtk_inscription_new ("");

  gtk_inscription_set_xalign (GTK_INSCRIPTION (widget), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (widget),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (css != NULL)
    gtk_widget_add_css_class (widget, css);
  return widget;
}

/* Texts that change with the hour are inscriptions: they never ask for a new layout of the window.
 */
static GtkWidget *
make_figure (TwHeatPane *self, int i, const char *caption)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (caption);

  self->figures[i] = inscription ("pane-figure", 0);
  gtk_widget_add_css_class (self->figures[i], "numeric");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_vexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->figures[i]);
  gtk_widget_set_hexpand (box, TRUE);
  self->figure_boxes[i] = box;
  return box;
}

static GtkWidget *
make_head (TwHeatPane *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->title = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "pane-title");
  self->clear_button = close_button (_ ("Back to the whole street (Esc)"), "heat.clear-selection");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->clear_button);
  gtk_widget_set_size_request (head, -1, 34);
  return head;
}

static GtkWidget *
make_list_head (TwHeatPane *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, HEAD_SPACING_PX);

  self->list_title = inscription ("list-title", 0);
  gtk_widget_set_hexpand (self->list_title, TRUE);
  self->list_count = inscription ("numeric", 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->list_count), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (self->list_count), 0);
  gtk_widget_set_valign (self->list_title, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->list_count, GTK_ALIGN_CENTER);
  self->scope_button =
      close_button (_ ("Back to the requests of the whole area"), "heat.clear-scope");
  gtk_box_append (GTK_BOX (head), self->list_title);
  gtk_box_append (GTK_BOX (head), self->list_count);
  gtk_box_append (GTK_BOX (head), self->scope_button);
  gtk_widget_set_size_request (head, -1, 34);
  return head;
}

static int
text_width (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static char *
count_text (int n, gboolean with_unit)
{
  g_autofree char *count = tw_text_count (n);

  if (!with_unit)
    return g_steal_pointer (&count);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s request", "%s requests", (gulong) n),
                          count);
}

/* The unit stands where title and any usual count have room beside each other. The room for the
 * count is set here, so that counts that come and go ask for no new layout. */
static void
update_count (TwHeatPane *self)
{
  gboolean can_clear = gtk_widget_get_visible (self->scope_button);
  const char *title = gtk_inscription_get_text (GTK_INSCRIPTION (self->list_title));
  g_autofree char *plain = count_text (9999, FALSE), *full = count_text (999, TRUE);
  int full_px = text_width (self->list_count, full);
  int room = gtk_widget_get_width (gtk_widget_get_parent (self->list_title)) - HEAD_SPACING_PX
             - (can_clear ? CLOSE_PX + HEAD_SPACING_PX : 0);
  gboolean fits = text_width (self->list_title, title) + full_px <= room;
  g_autofree char *text = self->n >= 0 ? count_text (self->n, fits) : g_strdup ("");

  gtk_widget_set_size_request (self->list_count,
                               fits ? full_px : text_width (self->list_count, plain), -1);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->list_count), text);
}

static gboolean
head_cb (gpointer user_data)
{
  TwHeatPane *self = user_data;

  self->head_id = 0;
  update_count (self);
  return G_SOURCE_REMOVE;
}

/* Comes in the midst of a layout, when no other may be asked for. */
static void
width_changed_cb (TwHeatPane *self)
{
  if (self->head_id == 0)
    self->head_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, head_cb, self, NULL);
}

static void
tw_heat_pane_dispose (GObject *object)
{
  TwHeatPane *self = TW_HEAT_PANE (object);

  g_clear_handle_id (&self->head_id, g_source_remove);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_heat_pane_parent_class)->dispose (object);
}

static void
tw_heat_pane_class_init (TwHeatPaneClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_heat_pane_dispose;
  gtk_widget_class_set_layout_manager_type (widget, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget, "heatpane");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_REGION);
}

static void
tw_heat_pane_init (TwHeatPane *self)
{
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  /* Where the window is too low for all of it, the pane scrolls. */
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  self->n = -1;
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (
                               GTK_SCROLLED_WINDOW (self->scrolled)),
                           "notify::page-size", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_set_homogeneous (GTK_BOX (figures), TRUE);
  gtk_widget_set_vexpand (figures, FALSE); /* a caption fills its row, no row more */
  gtk_box_append (GTK_BOX (figures), make_figure (self, FIGURE_LAST_HOUR, _ ("Last 60 min")));
  gtk_box_append (GTK_BOX (figures), make_figure (self, FIGURE_P90, _ ("This hour P90")));
  gtk_box_append (GTK_BOX (figures), make_figure (self, FIGURE_NEXT_DAY, _ ("Next 24 h")));
  gtk_widget_set_margin_bottom (figures, 6);
  gtk_box_append (GTK_BOX (self->box), figures);
  self->chart = tw_band_chart_new ();
  gtk_box_append (GTK_BOX (self->box), self->chart);
  gtk_box_append (GTK_BOX (self->box), make_list_head (self));
  self->list = tw_heat_list_new ();
  gtk_widget_set_vexpand (self->list, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Selected place"), -1);
}

GtkWidget *
tw_heat_pane_new (void)
{
  return g_object_new (TW_TYPE_HEAT_PANE, NULL);
}

void
tw_heat_pane_set_title (TwHeatPane *self, const char *title, gboolean can_clear)
{
  g_autofree char *chart = g_strdup_printf (_ ("Requests an hour: %s"), title);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->title)), title) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->title), title);
      gtk_widget_set_tooltip_text (self->title, title);
    }
  gtk_widget_set_visible (self->clear_button, can_clear);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  chart, -1);
}

void
tw_heat_pane_set_figures (TwHeatPane *self, const TwHeatFigures *figures)
{
  g_autofree char *last = tw_chart_format_value (figures->last_hour, TRUE);
  g_autofree char *p90 = tw_chart_format_value (figures->p90, TRUE);
  g_autofree char *day = tw_chart_format_value (figures->next_day, FALSE);

  gtk_inscription_set_text (GTK_INSCRIPTION (self->figures[FIGURE_LAST_HOUR]), last);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->figures[FIGURE_P90]), p90);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->figures[FIGURE_NEXT_DAY]), day);
}

void
tw_heat_pane_set_list_title (TwHeatPane *self, const char *title, int n, gboolean can_clear)
{
  gtk_inscription_set_text (GTK_INSCRIPTION (self->list_title), title);
  gtk_widget_set_tooltip_text (self->list_title, title);
  if (gtk_widget_get_visible (self->scope_button) != can_clear)
    gtk_widget_set_visible (self->scope_button, can_clear);
  self->n = n;
  update_count (self);
}

TwBandChart *
tw_heat_pane_get_chart (TwHeatPane *self)
{
  return TW_BAND_CHART (self->chart);
}

TwHeatList *
tw_heat_pane_get_list (TwHeatPane *self)
{
  return TW_HEAT_LIST (self->list);
}
