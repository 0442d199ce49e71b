// SPDX-License-Identifier: Apache-2.0
/*
 * What a gesture shows, over the canvas and never in the way of the pointer: ghosts of the bars
 * where they would be, a card with the times and with what the host says to it, the rubber band.
 * A ghost's picture is made anew only when its size or the pool of its row changes.
 *
 * When a drop is refused, the ghosts fly back; for that long the bars they came from stay faint.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include "desk/chart/tw-chart-host.h"
#include "desk/tw-fit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GAP_PX 3
#define CARD_GAP_PX 6
#define CARD_CHARS 48
#define BACK_MS 160

#define TW_TYPE_BOARD_GHOST_LAYER (tw_board_ghost_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardGhostLayer, tw_board_ghost_layer, TW, BOARD_GHOST_LAYER, GtkWidget)

typedef struct {
  char *id; /* NULL: a new bar */
  TwBoardBar *bar;
  gint64 from_us, to_us;
  guint pool, line;
  graphene_rect_t at, home; /* content; home: where it came from */
  TwPicture *picture;
  guint picture_pool;
  int width, height;
} Item;

struct _TwBoardGhostLayer {
  GtkWidget parent_instance;
  TwBoard *board;
  GPtrArray *items;
  GHashTable *taken; /* ids */
  double way;        /* back: 0 where it was let go, 1 at home */
  AdwAnimation *animation;
  GtkWidget *card, *times, *answer, *warning, *warning_row, *sign, *hint;
};

G_DEFINE_FINAL_TYPE (TwBoardGhostLayer, tw_board_ghost_layer, GTK_TYPE_WIDGET)

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_clear_pointer (&item->bar, tw_board_bar_unref);
  g_clear_object (&item->picture);
  g_free (item);
}

static TwBoardGhostLayer *
layer_of (TwBoard *self)
{
  return TW_BOARD_GHOST_LAYER (self->ghost);
}

/* --- drawing ---------------------------------------------------------------------------------- */

typedef struct {
  TwBoardGhostLayer *layer;
  Item *item;
} Painting;

static void
paint_cb (cairo_t *cr, int width, int height, gpointer user_data)
{
  Painting *painting = user_data;
  GtkWidget *canvas = painting->layer->board->canvas;
  TwBoardBarPicture picture = { .bar = painting->item->bar,
                                .from_us = painting->item->from_us,
                                .to_us = painting->item->to_us,
                                .pool = painting->item->pool,
                                .width = width,
                                .height = height,
                                .text_scale = tw_fit_text_scale (canvas),
                                .pango = gtk_widget_get_pango_context (canvas) };

  tw_board_paint_bar (cr, &picture, &painting->layer->board->look);
}

static void
ensure_picture (TwBoardGhostLayer *self, Item *item)
{
  int width = (int) item->at.size.width, height = (int) item->at.size.height;
  Painting painting = { self, item };

  if (item->picture != NULL && item->width == width && item->height == height
      && item->picture_pool == item->pool)
    return;
  g_clear_object (&item->picture);
  item->picture =
      tw_chart_host_render (width, height, gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                            paint_cb, &painting);
  item->width = width;
  item->height = height;
  item->picture_pool = item->pool;
}

static GdkRGBA
frame_color (TwBoardGhostLayer *self)
{
  static const GdkRGBA red = { 0.753f, 0.110f, 0.157f, 1 }, yellow = { 0.80f, 0.56f, 0, 1 };

  if (self->board->answer.severity == 0)
    return red;
  if (self->board->answer.severity == 1)
    return yellow;
  return tw_chart_host_rgba (&tw_chart_host_get_palette ()->accent);
}

static void
snapshot_frame (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color)
{
  GskRoundedRect frame;
  graphene_rect_t outer = *rect;

  graphene_rect_inset (&outer, -2, -2);
  gsk_rounded_rect_init_from_rect (&frame, &outer, 6);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
snapshot_item (TwBoardGhostLayer *self, GtkSnapshot *snapshot, Item *item)
{
  const TwBoardView *view = &self->board->view;
  GdkRGBA color = frame_color (self);
  graphene_rect_t rect;

  graphene_rect_interpolate (&item->at, &item->home, self->way, &rect);
  rect.size.height = item->at.size.height;
  graphene_rect_offset (&rect, (float) -view->scroll_x, (float) -view->scroll_y);
  if (rect.origin.x > view->width || rect.origin.x + rect.size.width < 0
      || rect.origin.y > view->height || rect.origin.y + rect.size.height < 0)
    return;
  if (item->bar != NULL)
    {
      ensure_picture (self, item);
      tw_picture_append (item->picture, snapshot, &rect);
    }
  else
    {
      GdkRGBA fill = color;

      fill.alpha = 0.22f;
      gtk_snapshot_append_color (snapshot, &fill, &rect);
    }
  snapshot_frame (snapshot, &rect, &color);
}

static void
snapshot_band (TwBoardGhostLayer *self, GtkSnapshot *snapshot)
{
  TwBoard *board = self->board;
  TwBoardBand band = tw_board_band (board->gesture.press.x, board->gesture.press.y,
                                    board->gesture.at.x, board->gesture.at.y);
  GdkRGBA color = tw_chart_host_rgba (&tw_chart_host_get_palette ()->accent), fill = color;
  graphene_rect_t rect =
      GRAPHENE_RECT_INIT ((float) (band.x0 - board->view.scroll_x),
                          (float) (band.y0 - board->view.scroll_y), (float) (band.x1 - band.x0),
                          (float) (band.y1 - band.y0));
  GskRoundedRect frame;

  fill.alpha = 0.14f;
  gtk_snapshot_append_color (snapshot, &fill, &rect);
  gsk_rounded_rect_init_from_rect (&frame, &rect, 0);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
tw_board_ghost_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBoardGhostLayer *self = TW_BOARD_GHOST_LAYER (widget);
  TwBoard *board = self->board;

  if (board->gesture.phase == TW_GESTURE_ACTIVE && board->gesture.kind == TW_GESTURE_BAND)
    snapshot_band (self, snapshot);
  if (!board->is_out || self->way > 0)
    for (guint i = self->items->len; i-- > 0;) /* the one that was taken on top */
      snapshot_item (self, snapshot, g_ptr_array_index (self->items, i));
  if (gtk_widget_get_visible (self->card))
    gtk_widget_snapshot_child (widget, self->card, snapshot);
}

/* --- the card --------------------------------------------------------------------------------- */

/* Over the ghost it speaks of, else under it, always within the canvas. */
static void
tw_board_ghost_layer_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwBoardGhostLayer *self = TW_BOARD_GHOST_LAYER (widget);
  TwBoard *board = self->board;
  const Item *item = self->items->len > 0 ? g_ptr_array_index (self->items, 0) : NULL;
  int card_width, card_height;
  double x, y, top;

  if (!gtk_widget_get_visible (self->card))
    return;
  gtk_widget_measure (self->card, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &card_width, NULL, NULL);
  card_width = MIN (card_width, MAX (1, width - 2 * CARD_GAP_PX));
  gtk_widget_measure (self->card, GTK_ORIENTATION_VERTICAL, card_width, NULL, &card_height, NULL,
                      NULL);
  top = item == NULL ? 0 : item->at.origin.y - board->view.scroll_y;
  x = item == NULL ? 0 : item->at.origin.x - board->view.scroll_x;
  if (!board->gesture.by_keys)
    x = board->pointer_x - card_width / 2.0;
  y = top - card_height - CARD_GAP_PX;
  if (y < 0)
    y = top + board->row_px + CARD_GAP_PX;
  gtk_widget_size_allocate (
      self->card,
      &(GtkAllocation){
          (int) CLAMP (x, CARD_GAP_PX, MAX (CARD_GAP_PX, width - card_width - CARD_GAP_PX)),
          (int) CLAMP (y, 0, MAX (0, height - card_height)), card_width, card_height },
      -1);
}

static void
set_line (GtkWidget *label, const char *text)
{
  gboolean has = text != NULL && *text != '\0';

  if (has)
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, has);
}

static char *
times_of (TwBoard *self, const Item *item)
{
  g_autofree char *from = tw_board_format_time (self, item->from_us);
  g_autofree char *to = tw_board_format_time (self, item->to_us);
  g_autofree char *length = tw_board_format_duration (item->to_us - item->from_us);
  guint n = layer_of (self)->items->len;
  g_autofree char *first = g_strdup_printf ("%s–%s · %s", from, to, length);

  if (n == 1)
    return g_steal_pointer (&first);
  return g_strdup_printf (_ ("%s and %u more"), first, n - 1);
}

static const char *
reason_of (TwBoard *self)
{
  const TwBoardGesture *gesture = &self->gesture;

  if (!gesture->copy_only || gesture->copy || self->model == NULL || gesture->bars->len == 0)
    return NULL;
  return tw_board_locked_reason (
      tw_board_model_find_bar (self->model, g_array_index (gesture->bars, TwGestureBar, 0).id));
}

static void
fill_card (TwBoardGhostLayer *self)
{
  TwBoard *board = self->board;
  const char *reason = reason_of (board);
  const char *warning = reason != NULL ? reason : board->answer.warning;
  int severity = reason != NULL ? 1 : board->answer.severity;
  g_autofree char *times = times_of (board, g_ptr_array_index (self->items, 0));

  gtk_label_set_text (GTK_LABEL (self->times), times);
  set_line (self->answer, reason != NULL ? NULL : board->answer.text);
  set_line (self->warning, warning);
  gtk_widget_set_visible (self->warning_row, gtk_widget_get_visible (self->warning));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->sign), severity == 0 ? "dialog-error-symbolic"
                                                                      : "dialog-warning-symbolic");
  (severity == 0 ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->warning_row,
                                                                            "red");
  set_line (self->hint, board->gesture.by_keys ? _ ("Enter drops, Esc puts back")
                        : board->gesture.copy  ? _ ("Copy")
                                               : NULL);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
place_item (TwBoard *self, Item *item)
{
  const TwBoardView *view = &self->view;
  double x0 = tw_board_view_content_x (view, item->from_us),
         x1 = tw_board_view_content_x (view, item->to_us);

  graphene_rect_init (&item->at, (float) x0, (float) (item->line * view->row_px + GAP_PX),
                      (float) MAX (6, x1 - x0), (float) (view->row_px - 2 * GAP_PX));
}

static void
set_item (TwBoard *self, Item *item, const TwGestureBar *want)
{
  guint person = (guint) CLAMP (want->person, 0, MAX (0, (int) self->lines.n_persons - 1));

  item->from_us = want->from_us;
  item->to_us = want->to_us;
  item->line = self->lines.line_of_person[person];
  item->pool = tw_board_row_of_line (self, item->line)->pool;
  place_item (self, item);
}

static Item *
new_item (TwBoard *self, const char *id)
{
  Item *item = g_new0 (Item, 1);
  TwBoardBar *bar =
      self->brought != NULL ? self->brought : tw_board_model_find_bar (self->model, id);

  item->id = g_strdup (id);
  if (bar != NULL)
    item->bar = tw_board_bar_ref (bar);
  if (bar != NULL && bar != self->brought)
    tw_board_bar_place (self, bar, &item->home);
  return item;
}

/* One item for each bar of the gesture; those that stand for the same bar are kept with their
 * picture, unless the bar looks different by now. */
static void
match_items (TwBoardGhostLayer *self)
{
  TwBoard *board = self->board;
  guint n = tw_board_gesture_get_n (&board->gesture);

  if (self->items->len > n)
    g_ptr_array_set_size (self->items, (int) n);
  for (guint i = 0; i < n; i++)
    {
      Item *item = i < self->items->len ? g_ptr_array_index (self->items, i) : NULL;
      TwGestureBar want;

      tw_board_gesture_get (&board->gesture, i, &want);
      if (item == NULL)
        g_ptr_array_add (self->items, item = new_item (board, want.id));
      else if (g_strcmp0 (item->id, want.id) != 0
               || (board->brought == NULL && want.id != NULL
                   && tw_board_model_find_bar (board->model, want.id) != item->bar))
        {
          item_free (item);
          g_ptr_array_index (self->items, i) = item = new_item (board, want.id);
        }
      set_item (board, item, &want);
    }
}

static void
match_taken (TwBoardGhostLayer *self)
{
  TwBoard *board = self->board;
  gboolean copy = board->gesture.copy;
  guint n = copy ? 0 : self->items->len;

  if (g_hash_table_size (self->taken) == n)
    return;
  g_hash_table_remove_all (self->taken);
  for (guint i = 0; i < n; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->id != NULL)
        g_hash_table_add (self->taken, g_strdup (item->id));
    }
  tw_board_sync_bars (board);
}

gboolean
tw_board_ghost_has_taken (TwBoard *self, const char *bar_id)
{
  return bar_id != NULL && g_hash_table_contains (layer_of (self)->taken, bar_id);
}

static void
stop_animation (TwBoardGhostLayer *self)
{
  if (self->animation != NULL)
    {
      g_autoptr (AdwAnimation) animation = g_steal_pointer (&self->animation);

      adw_animation_reset (animation);
    }
  self->way = 0;
}

static void
clear_items (TwBoardGhostLayer *self)
{
  gboolean had = g_hash_table_size (self->taken) > 0;

  g_ptr_array_set_size (self->items, 0);
  g_hash_table_remove_all (self->taken);
  gtk_widget_set_visible (self->card, FALSE);
  if (had)
    tw_board_sync_bars (self->board);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_board_ghost_update (TwBoard *self)
{
  TwBoardGhostLayer *layer = layer_of (self);

  if (layer->animation != NULL)
    {
      stop_animation (layer);
      clear_items (layer);
    }
  if (self->model != NULL && self->lines.n_persons > 0)
    match_items (layer);
  if (layer->items->len > 0)
    fill_card (layer);
  gtk_widget_set_visible (layer->card, layer->items->len > 0 && !self->is_out);
  match_taken (layer);
  gtk_widget_queue_allocate (self->ghost);
  gtk_widget_queue_draw (self->ghost);
}

static void
way_cb (double value, gpointer data)
{
  TwBoardGhostLayer *self = data;

  self->way = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
arrived_cb (TwBoardGhostLayer *self)
{
  g_clear_object (&self->animation);
  self->way = 0;
  clear_items (self);
}

static gboolean
can_fly (TwBoardGhostLayer *self)
{
  if (self->items->len == 0 || !adw_get_enable_animations (GTK_WIDGET (self)))
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->id == NULL || item->home.size.width <= 0)
        return FALSE;
    }
  return TRUE;
}

void
tw_board_ghost_end (TwBoard *self, gboolean back)
{
  TwBoardGhostLayer *layer = layer_of (self);

  stop_animation (layer);
  gtk_widget_queue_draw (self->ghost);
  if (!back || !can_fly (layer))
    {
      clear_items (layer);
      return;
    }
  gtk_widget_set_visible (layer->card, FALSE);
  layer->animation =
      adw_timed_animation_new (self->ghost, 0, 1, BACK_MS,
                               adw_callback_animation_target_new (way_cb, layer, NULL));
  g_signal_connect_object (layer->animation, "done", G_CALLBACK (arrived_cb), layer,
                           G_CONNECT_SWAPPED);
  adw_animation_play (layer->animation);
}

char *
tw_board_dup_ghost_text (TwBoard *self)
{
  TwBoardGhostLayer *layer = layer_of (self);
  GtkWidget *labels[] = { layer->times, layer->answer, layer->warning };
  GString *text;

  if (!gtk_widget_get_visible (layer->card))
    return NULL;
  text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (gtk_widget_get_visible (labels[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                              gtk_label_get_text (GTK_LABEL (labels[i])));
  return g_string_free (text, FALSE);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_board_ghost_layer_dispose (GObject *object)
{
  TwBoardGhostLayer *self = TW_BOARD_GHOST_LAYER (object);

  if (self->animation != NULL)
    g_signal_handlers_disconnect_by_data (self->animation, self);
  stop_animation (self);
  g_clear_pointer (&self->card, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_board_ghost_layer_parent_class)->dispose (object);
}

static void
tw_board_ghost_layer_finalize (GObject *object)
{
  TwBoardGhostLayer *self = TW_BOARD_GHOST_LAYER (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->taken);
  G_OBJECT_CLASS (tw_board_ghost_layer_parent_class)->finalize (object);
}

static void
tw_board_ghost_layer_class_init (TwBoardGhostLayerClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_ghost_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_board_ghost_layer_finalize;
  widget->snapshot = tw_board_ghost_layer_snapshot;
  widget->size_allocate = tw_board_ghost_layer_allocate;
  gtk_widget_class_set_css_name (widget, "boardghosts");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CARD_CHARS);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
tw_board_ghost_layer_init (TwBoardGhostLayer *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->card, "board-ghost");
  self->times = add_label (self->card, "ghost-times");
  self->answer = add_label (self->card, "ghost-answer");
  self->warning_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->warning_row, "ghost-warning");
  gtk_box_append (GTK_BOX (self->card), self->warning_row);
  self->sign = gtk_image_new ();
  gtk_box_append (GTK_BOX (self->warning_row), self->sign);
  self->warning = add_label (self->warning_row, "ghost-warning-text");
  self->hint = add_label (self->card, "ghost-hint");
  gtk_widget_set_visible (self->card, FALSE);
  gtk_widget_set_parent (self->card, widget);
  gtk_widget_set_can_target (widget, FALSE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
tw_board_ghost_new (TwBoard *board)
{
  TwBoardGhostLayer *self = g_object_new (TW_TYPE_BOARD_GHOST_LAYER, NULL);

  self->board = board;
  return GTK_WIDGET (self);
}
