// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-fit.h"

#include "desk/chart/tw-chart-entry.h"

#include "config.h"

#include <pango/pangocairo.h>

#define SLACK_PX 1 /* layouts are measured in whole pixels, glyphs are not */

typedef struct {
  GtkWidget *root;
  graphene_rect_t view; /* what of the root can be seen where we are */
  gboolean in_row;      /* within a row of a list, which opens or is read out as a whole */
} Place;

/* By its id in the .ui files, else "in" what has one. */
static char *
dup_name (GtkWidget *widget)
{
  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (at));

      if (id != NULL && *id != '_')
        return g_strdup_printf ("%s%s %s", G_OBJECT_TYPE_NAME (widget), at != widget ? " in" : "",
                                id);
    }
  return g_strdup (G_OBJECT_TYPE_NAME (widget));
}

static void
add_problem (GPtrArray *problems, GtkWidget *widget, const char *what, const char *text)
{
  g_autofree char *name = dup_name (widget);

  g_ptr_array_add (problems, g_strdup_printf ("%s %s: %s", name, what, text != NULL ? text : ""));
}

/* Whether the whole text can be read in a tooltip of the widget or of what holds it. */
static gboolean
has_tooltip (GtkWidget *widget, const char *text)
{
  for (int level = 0; widget != NULL && level < 4; level++, widget = gtk_widget_get_parent (widget))
    {
      const char *tooltip = gtk_widget_get_tooltip_text (widget);

      if (tooltip != NULL && g_strstr_len (tooltip, -1, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
check_label (GtkWidget *widget, const Place *place, GPtrArray *problems)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (widget));
  const char *text = gtk_label_get_text (GTK_LABEL (widget));
  int width, height;

  if (*text == '\0')
    return;
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > gtk_widget_get_width (widget) + SLACK_PX
      || height > gtk_widget_get_height (widget) + SLACK_PX)
    add_problem (problems, widget, "is cut", text);
  else if (pango_layout_is_ellipsized (layout) && !place->in_row && !has_tooltip (widget, text))
    add_problem (problems, widget, "is shortened", text);
}

static void
check_inscription (GtkWidget *widget, const Place *place, GPtrArray *problems)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width, height;

  pango_layout_set_attributes (layout, gtk_inscription_get_attributes (GTK_INSCRIPTION (widget)));
  pango_layout_get_pixel_size (layout, &width, &height);
  if (height > gtk_widget_get_height (widget) + SLACK_PX)
    add_problem (problems, widget, "is cut", text);
  else if (width > gtk_widget_get_width (widget) + SLACK_PX && !place->in_row
           && !has_tooltip (widget, text))
    add_problem (problems, widget, "is shortened", text);
}

static gboolean
fits (const graphene_rect_t *inner, const graphene_rect_t *outer)
{
  return inner->origin.x >= outer->origin.x - SLACK_PX
         && inner->origin.y >= outer->origin.y - SLACK_PX
         && inner->origin.x + inner->size.width <= outer->origin.x + outer->size.width + SLACK_PX
         && inner->origin.y + inner->size.height <= outer->origin.y + outer->size.height + SLACK_PX;
}

#define SCROLLS_KEY "tw-fit-scrolls"

void
tw_fit_set_scrolls (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), SCROLLS_KEY, GINT_TO_POINTER (TRUE));
}

/* A scrolled view lets its content be longer in the directions it scrolls. */
static void
widen_view (GtkWidget *widget, graphene_rect_t *view)
{
  GtkPolicyType across, down;

  if (g_object_get_data (G_OBJECT (widget), SCROLLS_KEY) != NULL)
    graphene_rect_inset (view, -1e6f, -1e6f);
  if (!GTK_IS_SCROLLED_WINDOW (widget))
    return;
  gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (widget), &across, &down);
  if (across != GTK_POLICY_NEVER)
    graphene_rect_inset (view, -1e6f, 0);
  if (down != GTK_POLICY_NEVER)
    graphene_rect_inset (view, 0, -1e6f);
}

static gboolean
is_row (GtkWidget *widget)
{
  return GTK_IS_LIST_BOX_ROW (widget) || g_strcmp0 (gtk_widget_get_css_name (widget), "row") == 0
         || g_strcmp0 (gtk_widget_get_css_name (widget), "cell") == 0;
}

static void
check (GtkWidget *widget, Place place, GPtrArray *problems)
{
  graphene_rect_t bounds;

  /* The entries of a chart are there for a screen reader: nothing of them is seen. */
  if (TW_IS_CHART_ENTRY (widget))
    return;
  /* A message comes from beyond the edge and goes back there. */
  if (g_strcmp0 (gtk_widget_get_css_name (widget), "toast") == 0)
    return;
  if (!gtk_widget_get_mapped (widget) || gtk_widget_get_width (widget) <= 0
      || !gtk_widget_compute_bounds (widget, place.root, &bounds))
    return;
  if (!fits (&bounds, &place.view))
    {
      g_autofree char *where =
          g_strdup_printf ("%.0f,%.0f %.0fx%.0f in %.0fx%.0f", bounds.origin.x, bounds.origin.y,
                           bounds.size.width, bounds.size.height, place.view.size.width,
                           place.view.size.height);

      add_problem (problems, widget, "lies outside", where);
      return; /* so does all in it */
    }
  place.in_row = place.in_row || is_row (widget);
  if (GTK_IS_LABEL (widget))
    check_label (widget, &place, problems);
  else if (GTK_IS_INSCRIPTION (widget))
    check_inscription (widget, &place, problems);
  if (GTK_IS_RANGE (widget) || GTK_IS_SCROLLBAR (widget)) /* sliders reach over their trough */
    return;
  widen_view (widget, &place.view);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      check (child, place, problems);
}

GPtrArray *
tw_fit_list_problems (GtkWidget *root)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  Place place = { .root = root };

  g_return_val_if_fail (GTK_IS_WIDGET (root), problems);
  graphene_rect_init (&place.view, 0, 0, (float) gtk_widget_get_width (root),
                      (float) gtk_widget_get_height (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      check (child, place, problems);
  return problems;
}

double
tw_fit_text_scale (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  double dpi = pango_cairo_context_get_resolution (context);

  return dpi > 0 ? MAX (1, dpi / 96) : 1;
}

typedef struct {
  AdwClamp *clamp;
  int maximum_px, threshold_px;
} Clamp;

static void
clamp_dpi_cb (GtkSettings *settings, GParamSpec *pspec, Clamp *self)
{
  double scale = tw_fit_text_scale (GTK_WIDGET (self->clamp));

  adw_clamp_set_maximum_size (self->clamp, (int) (self->maximum_px * scale));
  adw_clamp_set_tightening_threshold (self->clamp, (int) (self->threshold_px * scale));
}

static void
clamp_free (gpointer data)
{
  g_signal_handlers_disconnect_by_data (gtk_settings_get_default (), data);
  g_free (data);
}

void
tw_fit_clamp_to_text (AdwClamp *clamp)
{
  Clamp *self = g_new (Clamp, 1);
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (clamp));

  *self = (Clamp){ clamp, adw_clamp_get_maximum_size (clamp),
                   adw_clamp_get_tightening_threshold (clamp) };
  g_object_set_data_full (G_OBJECT (clamp), "tw-fit", self, clamp_free);
  g_signal_connect (settings, "notify::gtk-xft-dpi", G_CALLBACK (clamp_dpi_cb), self);
  clamp_dpi_cb (settings, NULL, self);
}

void
tw_fit_window_to_text (GtkWindow *dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (dialog);
  int width, height;

  gtk_window_get_default_size (dialog, &width, &height);
  if (width <= 0)
    return;
  width = (int) (width * tw_fit_text_scale (GTK_WIDGET (dialog)));
  if (parent != NULL && gtk_widget_get_width (GTK_WIDGET (parent)) > 0)
    {
      width = MIN (width, gtk_widget_get_width (GTK_WIDGET (parent)));
      height = MIN (height, gtk_widget_get_height (GTK_WIDGET (parent)));
    }
  gtk_window_set_default_size (dialog, width, height);
}
