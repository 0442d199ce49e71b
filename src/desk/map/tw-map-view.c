// SPDX-License-Identifier: Apache-2.0
/*
 * The base is a shumate map layer over our own tile source. A source has one look (light or dark,
 * scale, tile size, language, generation of the pack), so a change of look swaps source and layer
 * and leaves all other layers in place.
 *
 * "Fit all" chooses a tile size between 256 and 504 pixels beside a whole zoom level: the street
 * fills the view and yet no tile is ever stretched.
 *
 * Newer shumates (seen in 1.4) put off asking for tiles while the map moves fast, and may forget to
 * ask after all: the second look, due in the next frame, is dropped if that frame bears the same
 * time as the first. So some frames after the last move the base is laid out once more, which makes
 * it look.
 */
#include "config.h"

#include "desk/map/tw-map-view.h"

#include "desk/chart/tw-picture.h"
#include "desk/map/tw-tile-labels.h"
#include "desk/map/tw-tile-source.h"
#include "desk/tw-fit.h"
#include "base/tw-locale.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FIT_PADDING_PX 28
#define PAN_PX 120
#define MIN_ZOOM 8
#define SETTLE_FRAMES 3
#define ASK_FRAMES 2 /* until tiles are asked for, when frames are slow */

struct _TwMapView {
  GtkWidget parent_instance;
  GtkWidget *overlay;
  ShumateMap *map;
  ShumateViewport *viewport;
  ShumateMapLayer *base;
  TwTileSource *source;
  TwHeatLayer *heat;
  TwOutlineLayer *outlines;
  TwMarkLayer *marks;
  TwPulseLayer *pulses;
  TwProbeLayer *probe;
  ShumateScale *scale;
  GtkWidget *attribution, *buttons, *foot;
  TwMapPack *pack;
  TwStreet *street;
  int tile_px;
  gboolean fits;    /* everything is shown, and shall be when the size changes */
  gboolean fitting; /* the viewport moves by our own doing */
  gboolean cursor_shown;
  guint fit_id, settle_id, settled_frames;
  int fitted_width, fitted_height;
  int cover_px;       /* at the bottom, where somebody's cards lie */
  guint names_serial; /* of the names that the source knows */
  TwLatLon cursor;
  double press_x, press_y, pointer_x, pointer_y, scrolled;
};

G_DEFINE_FINAL_TYPE (TwMapView, tw_map_view, GTK_TYPE_WIDGET)

enum { POINTED, LEFT, ACTIVATED, ESCAPED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- base ------------------------------------------------------------------------------------- */

static void
swap_source (TwMapView *self, const TwTileLook *look)
{
  TwTileSource *source = tw_tile_source_new (self->pack, look);
  ShumateMapLayer *base;

  /* the viewport first: layers convert by its reference source */
  shumate_viewport_set_reference_map_source (self->viewport, SHUMATE_MAP_SOURCE (source));
  shumate_viewport_set_min_zoom_level (self->viewport, MIN_ZOOM);
  shumate_viewport_set_max_zoom_level (self->viewport, TW_TILE_MAX_ZOOM);
  base = shumate_map_layer_new (SHUMATE_MAP_SOURCE (source), self->viewport);
  if (self->base != NULL)
    {
      shumate_map_insert_layer_above (self->map, SHUMATE_LAYER (base), SHUMATE_LAYER (self->base));
      shumate_map_remove_layer (self->map, SHUMATE_LAYER (self->base));
    }
  else
    shumate_map_add_layer (self->map, SHUMATE_LAYER (base));
  self->base = base;
  if (self->source != NULL)
    tw_tile_source_close (self->source);
  g_set_object (&self->source, source);
  g_object_unref (source);
}

/* Where the names of the communities stand, by zoom: the base keeps its own away from there. */
static GPtrArray *
list_reserved (TwMapView *self)
{
  GPtrArray *reserved = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (int zoom = 0; zoom <= TW_TILE_MAX_ZOOM; zoom++)
    g_ptr_array_add (reserved, zoom < MIN_ZOOM
                                   ? g_array_new (FALSE, FALSE, sizeof (TwLabelCandidate))
                                   : tw_outline_layer_list_reserved (self->outlines,
                                                                     exp2 (zoom) * self->tile_px));
  return reserved;
}

static void
update_source (TwMapView *self)
{
  guint names = self->outlines == NULL ? 0 : tw_outline_layer_get_serial (self->outlines);
  g_autoptr (GPtrArray) reserved = NULL;
  TwTileLook look = { .tile_px = self->tile_px,
                      .scale = MAX (1, gtk_widget_get_scale_factor (GTK_WIDGET (self))),
                      .dark = tw_map_layer_is_dark (),
                      .prefer_en = !tw_locale_is_chinese (),
                      .text_scale = tw_fit_text_scale (GTK_WIDGET (self)),
                      .skip_points = self->street != NULL && self->street->landmarks->len > 0 };
  const TwTileLook *had = self->source == NULL ? NULL : tw_tile_source_get_look (self->source);

  if (had != NULL && had->tile_px == look.tile_px && had->scale == look.scale
      && had->dark == look.dark && had->text_scale == look.text_scale
      && had->prefer_en == look.prefer_en && had->skip_points == look.skip_points
      && self->names_serial == names && !tw_tile_source_is_stale (self->source))
    return;
  if (self->outlines != NULL)
    look.reserved = reserved = list_reserved (self);
  self->names_serial = names;
  swap_source (self, &look);
}

/* An attribution is data, but for that of our own demo street. */
static const char *
translate_attribution (const char *text)
{
  static const char demo[] = N_ ("Tidewatch demo street (synthetic)");

  return strcmp (text, demo) == 0 ? _ (demo) : text;
}

static void
update_attribution (TwMapView *self)
{
  g_autofree char *text =
      self->pack == NULL ? g_strdup ("") : tw_map_pack_dup_attribution (self->pack);

  gtk_label_set_text (GTK_LABEL (self->attribution), translate_attribution (text));
  gtk_widget_set_visible (self->attribution, *text != '\0');
}

/* --- moving ----------------------------------------------------------------------------------- */

static void
set_center (TwMapView *self, TwLatLon center)
{
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), CLAMP (center.lat, -85, 85),
                                 CLAMP (center.lon, -180, 180));
}

static void
pan_by (TwMapView *self, double dx, double dy)
{
  TwMapProjection p;

  shumate_map_stop_go_to (self->map);
  if (tw_map_view_get_projection (self, &p))
    set_center (self, tw_map_projection_to_latlon (&p, p.width / 2.0 + dx, p.height / 2.0 + dy));
}

static gboolean
get_extent (TwMapView *self, TwBox *ret_box)
{
  if (self->street != NULL && !tw_box_is_empty (&self->street->extent))
    *ret_box = self->street->extent;
  else if (self->pack == NULL || !tw_map_pack_get_extent (self->pack, ret_box))
    return FALSE;
  return !tw_box_is_empty (ret_box);
}

static void
fit_now (TwMapView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)),
      height = gtk_widget_get_height (GTK_WIDGET (self)), zoom;
  double x0, y0, x1, y1, cover, world_px;
  TwBox box;

  if (width <= 0 || height <= 0 || !get_extent (self, &box))
    return;
  self->fitting = TRUE;
  cover = MIN (self->cover_px, height / 4);
  tw_map_fit (&box, width, (int) (height - cover), FIT_PADDING_PX, MIN_ZOOM, 17, &zoom,
              &self->tile_px);
  update_source (self);
  shumate_viewport_set_zoom_level (self->viewport, zoom);
  tw_mercator_from_latlon (box.north, box.west, &x0, &y0);
  tw_mercator_from_latlon (box.south, box.east, &x1, &y1);
  world_px = exp2 (zoom) * self->tile_px;
  set_center (self, tw_mercator_to_latlon ((x0 + x1) / 2, (y0 + y1) / 2 + cover / 2 / world_px));
  self->fitting = FALSE;
  self->fitted_width = width;
  self->fitted_height = height;
}

static gboolean
fit_idle_cb (gpointer user_data)
{
  TwMapView *self = user_data;

  self->fit_id = 0;
  if (self->fits)
    fit_now (self);
  return G_SOURCE_REMOVE;
}

/* Whoever moves the map takes it out of our hands. */
static void
viewport_moved_cb (TwMapView *self)
{
  if (!self->fitting)
    self->fits = FALSE;
}

static gboolean
settle_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwMapView *self = TW_MAP_VIEW (widget);

  if (++self->settled_frames == SETTLE_FRAMES)
    gtk_widget_queue_allocate (GTK_WIDGET (self->base));
  if (self->settled_frames < SETTLE_FRAMES + ASK_FRAMES)
    return G_SOURCE_CONTINUE;
  self->settle_id = 0;
  return G_SOURCE_REMOVE;
}

static void
settle_soon (TwMapView *self)
{
  self->settled_frames = 0;
  if (self->settle_id == 0)
    self->settle_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), settle_cb, NULL, NULL);
}

/* --- pointing --------------------------------------------------------------------------------- */

static void
point_at (TwMapView *self, double x, double y)
{
  TwMapProjection p;
  TwLatLon at;

  if (!tw_map_view_get_projection (self, &p))
    return;
  at = tw_map_projection_to_latlon (&p, x, y);
  self->cursor_shown = FALSE;
  g_signal_emit (self, signals[POINTED], 0, at.lat, at.lon, FALSE);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TwMapView *self)
{
  /* GTK repeats the position after each layout; only a pointer that moves takes over from the
   * keyboard */
  if (self->cursor_shown && x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  point_at (self, x, y);
}

static void
leave_cb (GtkEventControllerMotion *motion, TwMapView *self)
{
  if (!self->cursor_shown)
    g_signal_emit (self, signals[LEFT], 0);
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, TwMapView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->press_x = x;
  self->press_y = y;
}

static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, TwMapView *self)
{
  TwMapProjection p;
  TwLatLon at;

  /* what moved was a drag of the map */
  if (hypot (x - self->press_x, y - self->press_y) > 5 || !tw_map_view_get_projection (self, &p))
    return;
  at = tw_map_projection_to_latlon (&p, x, y);
  g_signal_emit (self, signals[ACTIVATED], 0, at.lat, at.lon);
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, TwMapView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (scroll));
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
         y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double nx, ny;
  graphene_point_t at;

  if (event != NULL && gdk_event_get_position (event, &nx, &ny))
    {
      double sx, sy;

      gtk_native_get_surface_transform (native, &sx, &sy);
      if (gtk_widget_compute_point (GTK_WIDGET (native), GTK_WIDGET (self),
                                    &GRAPHENE_POINT_INIT ((float) (nx - sx), (float) (ny - sy)),
                                    &at))
        {
          x = at.x;
          y = at.y;
        }
    }
  self->scrolled += dy;
  if (fabs (self->scrolled) >= 1)
    {
      tw_map_view_zoom_by (self, self->scrolled < 0 ? 1 : -1, x, y);
      self->scrolled = 0;
      point_at (self, x, y);
    }
  return TRUE;
}

/* Moves the cursor by cells; it begins in the middle of the view. */
static void
step_cursor (TwMapView *self, int dx, int dy)
{
  TwMapProjection p;
  TwCell cell;
  TwBox box;
  double x, y;

  if (self->street == NULL || !tw_map_view_get_projection (self, &p))
    return;
  if (!self->cursor_shown)
    self->cursor = tw_map_projection_to_latlon (&p, p.width / 2.0, p.height / 2.0);
  cell = tw_street_get_cell (self->street, self->cursor.lat, self->cursor.lon);
  if (self->cursor_shown)
    {
      cell.col += dx;
      cell.row += dy;
    }
  box = tw_street_get_cell_box (self->street, cell);
  self->cursor = (TwLatLon){ (box.south + box.north) / 2, (box.west + box.east) / 2 };
  self->cursor_shown = TRUE;
  tw_map_projection_to_px (&p, self->cursor.lat, self->cursor.lon, &x, &y);
  if (x < 40 || y < 40 || x > p.width - 40 || y > p.height - 40)
    pan_by (self,
            CLAMP (x, 40, p.width - 40) == x ? 0
            : x < 40                         ? -p.width / 3.0
                                             : p.width / 3.0,
            CLAMP (y, 40, p.height - 40) == y ? 0
            : y < 40                          ? -p.height / 3.0
                                              : p.height / 3.0);
  g_signal_emit (self, signals[POINTED], 0, self->cursor.lat, self->cursor.lon, TRUE);
}

static void
drop_cursor (TwMapView *self)
{
  if (!self->cursor_shown)
    {
      g_signal_emit (self, signals[ESCAPED], 0);
      return;
    }
  self->cursor_shown = FALSE;
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
arrow (TwMapView *self, int dx, int dy, GdkModifierType state)
{
  if (state & GDK_SHIFT_MASK)
    pan_by (self, dx * PAN_PX, -dy * PAN_PX);
  else
    step_cursor (self, dx, dy);
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        TwMapView *self)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
         y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
      return arrow (self, -1, 0, state);
    case GDK_KEY_Right:
      return arrow (self, 1, 0, state);
    case GDK_KEY_Up:
      return arrow (self, 0, 1, state);
    case GDK_KEY_Down:
      return arrow (self, 0, -1, state);
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      tw_map_view_zoom_by (self, 1, x, y);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      tw_map_view_zoom_by (self, -1, x, y);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      tw_map_view_fit_all (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!self->cursor_shown)
        step_cursor (self, 0, 0);
      g_signal_emit (self, signals[ACTIVATED], 0, self->cursor.lat, self->cursor.lon);
      return TRUE;
    case GDK_KEY_Escape:
      drop_cursor (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwMapView *self = TW_MAP_VIEW (widget);

  gtk_widget_size_allocate (self->overlay, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->fits && self->fit_id == 0
      && (width != self->fitted_width || height != self->fitted_height))
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH, fit_idle_cb, self, NULL);
}

static void
tw_map_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tw_map_view_parent_class)->realize (widget);
  tw_picture_follow_renderer (widget);
}

static void
tw_map_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tw_map_view_parent_class)->css_changed (widget, change);
  if (TW_MAP_VIEW (widget)->source != NULL)
    update_source (TW_MAP_VIEW (widget));
}

static void
tw_map_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 240;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 560;
}

static void
tw_map_view_dispose (GObject *object)
{
  TwMapView *self = TW_MAP_VIEW (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->settle_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->settle_id);
  self->settle_id = 0;
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  if (self->source != NULL)
    tw_tile_source_close (self->source);
  g_clear_object (&self->source);
  g_clear_pointer (&self->pack, tw_map_pack_unref);
  g_clear_pointer (&self->street, tw_street_unref);
  G_OBJECT_CLASS (tw_map_view_parent_class)->dispose (object);
}

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tw_map_view_zoom_by (TW_MAP_VIEW (widget), 1, gtk_widget_get_width (widget) / 2.0,
                       gtk_widget_get_height (widget) / 2.0);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tw_map_view_zoom_by (TW_MAP_VIEW (widget), -1, gtk_widget_get_width (widget) / 2.0,
                       gtk_widget_get_height (widget) / 2.0);
}

static void
fit_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tw_map_view_fit_all (TW_MAP_VIEW (widget));
}

static void
tw_map_view_class_init (TwMapViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_map_view_dispose;
  widget->realize = tw_map_view_realize;
  widget->css_changed = tw_map_view_css_changed;
  widget->size_allocate = tw_map_view_size_allocate;
  widget->measure = tw_map_view_measure;
  signals[POINTED] = g_signal_new ("pointed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[ESCAPED] =
      g_signal_new ("escaped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget, "map.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget, "map.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget, "map.fit", NULL, fit_cb);
  gtk_widget_class_set_css_name (widget, "mapview");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
zoom_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_widget_add_css_class (button, "osd");
  gtk_widget_add_css_class (button, "map-button");
  return button;
}

static void
add_controls (TwMapView *self)
{
  GtkWidget *zoom = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (zoom),
                  zoom_button ("list-add-symbolic", _ ("Zoom in (+)"), "map.zoom-in"));
  gtk_box_append (GTK_BOX (zoom),
                  zoom_button ("list-remove-symbolic", _ ("Zoom out (-)"), "map.zoom-out"));
  gtk_box_append (GTK_BOX (zoom), zoom_button ("zoom-fit-best-symbolic",
                                               _ ("Show the whole street (0)"), "map.fit"));
  gtk_widget_add_css_class (zoom, "linked");
  gtk_widget_set_halign (zoom, GTK_ALIGN_END);
  gtk_widget_set_valign (zoom, GTK_ALIGN_START);
  gtk_widget_set_margin_top (zoom, 12);
  gtk_widget_set_margin_end (zoom, 12);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), zoom);
  self->buttons = zoom;

  self->scale = shumate_scale_new (self->viewport);
  shumate_scale_set_unit (self->scale, SHUMATE_UNIT_METRIC);
  shumate_scale_set_max_width (self->scale, 120);
  self->attribution = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->attribution), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->attribution), 48);
  gtk_label_set_xalign (GTK_LABEL (self->attribution), 1);
  gtk_widget_add_css_class (self->attribution, "map-attribution");
  gtk_widget_add_css_class (self->attribution, "caption");
  gtk_widget_set_visible (self->attribution, FALSE);
  gtk_widget_set_halign (self->attribution, GTK_ALIGN_END);
  gtk_widget_set_halign (GTK_WIDGET (self->scale), GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->scale));
  gtk_box_append (GTK_BOX (foot), self->attribution);
  gtk_widget_set_halign (foot, GTK_ALIGN_END);
  gtk_widget_set_valign (foot, GTK_ALIGN_END);
  gtk_widget_set_margin_end (foot, 12);
  gtk_widget_set_margin_bottom (foot, 6);
  gtk_widget_set_can_target (foot, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), foot);
  self->foot = foot;
}

static void
add_controllers (TwMapView *self)
{
  GtkWidget *map = GTK_WIDGET (self->map);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  /* ahead of shumate's own, which zooms by fractions of a level */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (map, motion);
  gtk_widget_add_controller (map, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
keep_north_up (ShumateViewport *viewport)
{
  if (shumate_viewport_get_rotation (viewport) != 0)
    shumate_viewport_set_rotation (viewport, 0);
}

static void
tw_map_view_init (TwMapView *self)
{
  self->tile_px = 256;
  self->fits = TRUE;
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->map = SHUMATE_MAP (shumate_map_new ());
  self->viewport = shumate_map_get_viewport (self->map);
  shumate_map_set_zoom_on_double_click (self->map, FALSE);
  shumate_map_set_animate_zoom (self->map, FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->map), FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->map));
  update_source (self);
  shumate_viewport_set_zoom_level (self->viewport, 14);
  self->heat = tw_heat_layer_new (self->viewport);
  self->outlines = tw_outline_layer_new (self->viewport);
  self->marks = tw_mark_layer_new (self->viewport, self->outlines);
  self->pulses = tw_pulse_layer_new (self->viewport);
  self->probe = tw_probe_layer_new (self->viewport);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->heat));
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->marks));
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->outlines));
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->pulses));
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->probe));
  add_controls (self);
  add_controllers (self);
  g_signal_connect (self->viewport, "notify::rotation", G_CALLBACK (keep_north_up), NULL);
  g_signal_connect_object (self->viewport, "notify::latitude", G_CALLBACK (viewport_moved_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::zoom-level", G_CALLBACK (viewport_moved_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify", G_CALLBACK (settle_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_source), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_source), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"),
                                  -1);
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_map_view_new (void)
{
  return g_object_new (TW_TYPE_MAP_VIEW, NULL);
}

void
tw_map_view_set_pack (TwMapView *self, TwMapPack *pack)
{
  TwTileLook look = *tw_tile_source_get_look (self->source);

  if (pack != self->pack)
    {
      if (pack != NULL)
        tw_map_pack_ref (pack);
      g_clear_pointer (&self->pack, tw_map_pack_unref);
      self->pack = pack;
      swap_source (self, &look);
    }
  else
    update_source (self);
  update_attribution (self);
  if (self->fits)
    fit_now (self);
}

void
tw_map_view_set_street (TwMapView *self, TwStreet *street)
{
  if (street != NULL)
    tw_street_ref (street);
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = street;
  tw_outline_layer_set_street (self->outlines, street);
  tw_mark_layer_set_street (self->marks, street);
  update_source (self);
  if (self->fits)
    fit_now (self);
}

TwHeatLayer *
tw_map_view_get_heat (TwMapView *self)
{
  return self->heat;
}

TwOutlineLayer *
tw_map_view_get_outlines (TwMapView *self)
{
  return self->outlines;
}

TwPulseLayer *
tw_map_view_get_pulses (TwMapView *self)
{
  return self->pulses;
}

TwProbeLayer *
tw_map_view_get_probe (TwMapView *self)
{
  return self->probe;
}

ShumateViewport *
tw_map_view_get_viewport (TwMapView *self)
{
  return self->viewport;
}

gboolean
tw_map_view_get_projection (TwMapView *self, TwMapProjection *ret_projection)
{
  return tw_map_projection_from_viewport (self->viewport, GTK_WIDGET (self), ret_projection);
}

void
tw_map_view_fit_all (TwMapView *self)
{
  shumate_map_stop_go_to (self->map);
  self->fits = TRUE;
  fit_now (self);
}

void
tw_map_view_go_to (TwMapView *self, double lat, double lon, double min_zoom)
{
  double zoom = shumate_viewport_get_zoom_level (self->viewport),
         extra = log2 (self->tile_px / 256.0);

  shumate_map_stop_go_to (self->map);
  self->fits = FALSE;
  if (zoom + extra < min_zoom)
    shumate_viewport_set_zoom_level (self->viewport,
                                     MIN (TW_TILE_MAX_ZOOM, ceil (min_zoom - extra)));
  set_center (self, (TwLatLon){ lat, lon });
}

void
tw_map_view_zoom_by (TwMapView *self, int steps, double x, double y)
{
  double zoom = round (shumate_viewport_get_zoom_level (self->viewport));
  double target = CLAMP (zoom + steps, MIN_ZOOM, TW_TILE_MAX_ZOOM), factor = exp2 (target - zoom);
  TwMapProjection p;

  if (target == zoom || !tw_map_view_get_projection (self, &p))
    return;
  shumate_map_stop_go_to (self->map);
  g_object_freeze_notify (G_OBJECT (self->viewport));
  shumate_viewport_set_zoom_level (self->viewport, target);
  /* the new middle is seen from (x, y) under the old scale, so much nearer */
  set_center (self, tw_map_projection_to_latlon (&p, x + (p.width / 2.0 - x) / factor,
                                                 y + (p.height / 2.0 - y) / factor));
  g_object_thaw_notify (G_OBJECT (self->viewport));
}

void
tw_map_view_set_cover (TwMapView *self, int height_px)
{
  if (self->cover_px == height_px)
    return;
  self->cover_px = height_px;
  if (self->fits && self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH, fit_idle_cb, self, NULL);
}

void
tw_map_view_get_controls (TwMapView *self, int *ret_buttons_px, int *ret_foot_width_px,
                          int *ret_foot_height_px)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  gtk_widget_measure (self->buttons, GTK_ORIENTATION_HORIZONTAL, -1, NULL, ret_buttons_px, NULL,
                      NULL);
  gtk_widget_measure (self->foot, GTK_ORIENTATION_HORIZONTAL, -1, NULL, ret_foot_width_px, NULL,
                      NULL);
  gtk_widget_measure (self->foot, GTK_ORIENTATION_VERTICAL, MIN (*ret_foot_width_px, width), NULL,
                      ret_foot_height_px, NULL, NULL);
}

gboolean
tw_map_view_is_painting (TwMapView *self)
{
  return (self->settle_id != 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
         || tw_tile_source_get_n_pending (self->source) > 0;
}
