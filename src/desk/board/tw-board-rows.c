// SPDX-License-Identifier: Apache-2.0
/*
 * Heads of the rows in sight, one widget each, re-used while scrolling: the nth stands for the nth
 * line in sight. Each has a picture of its own, made when it gets another row.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include "desk/chart/tw-chart-host.h"
#include "desk/tw-fit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EDGE_PX 4
#define PADDING_PX 12
#define SIGN_PX 12

/* --- one head --------------------------------------------------------------------------------- */

#define TW_TYPE_BOARD_ROW_HEAD (tw_board_row_head_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardRowHead, tw_board_row_head, TW, BOARD_ROW_HEAD, GtkWidget)

struct _TwBoardRowHead {
  GtkWidget parent_instance;
  TwBoard *board;
  int line;   /* -1: none */
  char *said; /* its name, from which a change is seen */
  guint look; /* what else it was painted from */
  char *id;
  TwPicture *picture;
  int width, height;
};

G_DEFINE_FINAL_TYPE (TwBoardRowHead, tw_board_row_head, GTK_TYPE_WIDGET)

static void
paint_text (cairo_t *cr, PangoLayout *layout, const TwChartColor *color, double x, double height)
{
  int text_px;

  pango_layout_get_pixel_size (layout, NULL, &text_px);
  tw_chart_set_color (cr, color);
  cairo_move_to (cr, round (x), round ((height - text_px) / 2));
  pango_cairo_show_layout (cr, layout);
}

static void
paint_arrow (cairo_t *cr, gboolean folded, double x, double y, double size,
             const TwChartColor *color)
{
  tw_chart_set_color (cr, color);
  cairo_set_line_width (cr, 1.6);
  if (folded)
    {
      cairo_move_to (cr, x + size * 0.3, y - size * 0.5);
      cairo_line_to (cr, x + size * 0.8, y);
      cairo_line_to (cr, x + size * 0.3, y + size * 0.5);
    }
  else
    {
      cairo_move_to (cr, x, y - size * 0.25);
      cairo_line_to (cr, x + size * 0.5, y + size * 0.25);
      cairo_line_to (cr, x + size, y - size * 0.25);
    }
  cairo_stroke (cr);
}

/* Right to left: the sign's column (the same in all rows, so that figures line up), the detail. */
static double
paint_right (cairo_t *cr, TwBoardRowHead *self, const TwBoardRow *row, double scale, int width,
             int height)
{
  const TwChartPalette *palette = tw_chart_host_get_palette ();
  PangoContext *pango = gtk_widget_get_pango_context (GTK_WIDGET (self));
  double size = round (SIGN_PX * scale), right = width - 6 - size;
  int detail_px;

  if (row->severity == 0 || row->severity == 1)
    tw_board_paint_severity (cr, row->severity, right, round ((height - size) / 2), size);
  right -= 6;
  if (row->detail != NULL && *row->detail != '\0')
    {
      g_autoptr (PangoLayout) layout = tw_chart_layout (pango, row->detail, 9, PANGO_WEIGHT_NORMAL);

      pango_layout_get_pixel_size (layout, &detail_px, NULL);
      right -= detail_px;
      paint_text (cr, layout, &palette->dim, right, height);
      right -= 6;
    }
  return right;
}

static void
paint_cb (cairo_t *cr, int width, int height, gpointer user_data)
{
  TwBoardRowHead *self = user_data;
  const TwBoardRow *row = tw_board_row_of_line (self->board, (guint) self->line);
  const TwChartPalette *palette = tw_chart_host_get_palette ();
  double scale = tw_fit_text_scale (GTK_WIDGET (self)), left = PADDING_PX * scale;
  double right = paint_right (cr, self, row, scale, width, height);
  g_autoptr (PangoLayout) name = NULL;

  if (row->group)
    {
      left = 9 * scale;
      paint_arrow (cr, row->folded, left, height / 2.0, 9 * scale, &palette->dim);
      left += 15 * scale;
    }
  tw_board_paint_edge (cr, row->pool, self->board->look.dark, 0, row->group ? 0 : 2, EDGE_PX,
                       row->group ? height : height - 5);
  name =
      tw_chart_layout (gtk_widget_get_pango_context (GTK_WIDGET (self)), row->title,
                       row->group ? 10 : 11, row->group ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_width (name, (int) (MAX (0, right - left) * PANGO_SCALE));
  pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  paint_text (cr, name, &palette->text, left, height);
}

static void
tw_board_row_head_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBoardRowHead *self = TW_BOARD_ROW_HEAD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->line < 0 || (guint) self->line >= self->board->lines.n_lines || width <= 0)
    return;
  if (self->picture == NULL || self->width != width || self->height != height)
    {
      g_clear_object (&self->picture);
      self->picture = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget),
                                            paint_cb, self);
      self->width = width;
      self->height = height;
    }
  tw_picture_append (self->picture, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

static char *
describe (const TwBoardRow *row)
{
  GString *text = g_string_new (row->title);

  if (row->detail != NULL && *row->detail != '\0')
    g_string_append_printf (text, ", %s", row->detail);
  if (row->severity == 0)
    g_string_append_printf (text, ", %s", _ ("conflict"));
  else if (row->severity == 1)
    g_string_append_printf (text, ", %s", _ ("warning"));
  return g_string_free (text, FALSE);
}

static void
say_row (TwBoardRowHead *self, const TwBoardRow *row)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);

  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, self->said, -1);
  if (row->group)
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED, !row->folded, -1);
  else
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), row->tooltip != NULL ? row->tooltip : row->title);
}

static void
row_head_set (TwBoardRowHead *self, int line)
{
  const TwBoardRow *row = tw_board_row_of_line (self->board, (guint) line);
  g_autofree char *said = describe (row);
  guint look = row->pool | (guint) (row->group << 4) | (guint) (row->folded << 5)
               | (guint) (row->severity + 1) << 6;

  self->line = line;
  if (gtk_widget_has_focus (GTK_WIDGET (self)) && g_strcmp0 (self->id, row->id) != 0)
    gtk_widget_grab_focus (self->board->canvas); /* its row went out of sight */
  if (self->look == look && g_strcmp0 (self->said, said) == 0 && g_strcmp0 (self->id, row->id) == 0)
    return;
  g_free (self->said);
  self->said = g_steal_pointer (&said);
  g_free (self->id);
  self->id = g_strdup (row->id);
  self->look = look;
  say_row (self, row);
  if (row->group)
    gtk_widget_add_css_class (GTK_WIDGET (self), "group");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "group");
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_board_row_head_finalize (GObject *object)
{
  TwBoardRowHead *self = TW_BOARD_ROW_HEAD (object);

  g_free (self->said);
  g_free (self->id);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (tw_board_row_head_parent_class)->finalize (object);
}

static void
tw_board_row_head_class_init (TwBoardRowHeadClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_board_row_head_finalize;
  widget->snapshot = tw_board_row_head_snapshot;
  gtk_widget_class_set_css_name (widget, "boardrow");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
tw_board_row_head_init (TwBoardRowHead *self)
{
  self->line = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/* --- the column ------------------------------------------------------------------------------- */

#define TW_TYPE_BOARD_ROWS (tw_board_rows_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardRows, tw_board_rows, TW, BOARD_ROWS, GtkWidget)

struct _TwBoardRows {
  GtkWidget parent_instance;
  TwBoard *board;
  guint first; /* line of the first head */
};

G_DEFINE_FINAL_TYPE (TwBoardRows, tw_board_rows, GTK_TYPE_WIDGET)

static TwBoardRowHead *
find_head (TwBoard *self, int line)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->rows); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && TW_BOARD_ROW_HEAD (child)->line == line)
      return TW_BOARD_ROW_HEAD (child);
  return NULL;
}

/* Heads that stay in sight keep their row, and with it their picture and the focus: those that left
 * at one end go on at the other. */
static void
turn_heads (TwBoard *self, guint first, guint end)
{
  GtkWidget *child = gtk_widget_get_first_child (self->rows);

  while (child != NULL && TW_BOARD_ROW_HEAD (child)->line >= 0
         && (guint) TW_BOARD_ROW_HEAD (child)->line < first)
    {
      gtk_widget_insert_before (child, self->rows, NULL);
      TW_BOARD_ROW_HEAD (child)->line = -1;
      child = gtk_widget_get_first_child (self->rows);
    }
  while (child != NULL && TW_BOARD_ROW_HEAD (child)->line > (int) first)
    {
      GtkWidget *last = gtk_widget_get_last_child (self->rows);

      if (TW_BOARD_ROW_HEAD (last)->line >= 0 && (guint) TW_BOARD_ROW_HEAD (last)->line < end)
        break;
      gtk_widget_insert_after (last, self->rows, NULL);
      TW_BOARD_ROW_HEAD (last)->line = TW_BOARD_ROW_HEAD (child)->line - 1;
      child = last;
    }
}

static GtkWidget *
add_head (TwBoard *self)
{
  GtkWidget *head = g_object_new (TW_TYPE_BOARD_ROW_HEAD, NULL);

  TW_BOARD_ROW_HEAD (head)->board = self;
  gtk_widget_insert_before (head, self->rows, NULL);
  return head;
}

static void
keep_top (TwBoard *self, guint first)
{
  g_free (self->top_id);
  self->top_id =
      first < self->lines.n_lines ? g_strdup (tw_board_row_of_line (self, first)->id) : NULL;
}

void
tw_board_sync_rows (TwBoard *self)
{
  TwBoardRows *rows = TW_BOARD_ROWS (self->rows);
  GtkWidget *child;
  guint first = 0, end = 0;

  if (self->model != NULL && self->is_placed)
    tw_board_view_lines (&self->view, &first, &end);
  keep_top (self, first);
  rows->first = first;
  turn_heads (self, first, end);
  child = gtk_widget_get_first_child (self->rows);
  for (guint line = first; line < end; line++)
    {
      if (child == NULL)
        child = add_head (self);
      if (!gtk_widget_get_visible (child))
        gtk_widget_set_visible (child, TRUE);
      row_head_set (TW_BOARD_ROW_HEAD (child), (int) line);
      child = gtk_widget_get_next_sibling (child);
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gtk_widget_set_visible (child, FALSE);
      TW_BOARD_ROW_HEAD (child)->line = -1;
    }
  gtk_widget_queue_allocate (self->rows);
}

void
tw_board_repaint_rows (TwBoard *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->rows); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_clear_object (&TW_BOARD_ROW_HEAD (child)->picture);
      gtk_widget_queue_draw (child);
    }
}

gboolean
tw_board_focus_row (TwBoard *self, guint line)
{
  TwBoardRowHead *head;

  if (line >= self->lines.n_lines)
    return FALSE;
  tw_board_view_reveal (&self->view, tw_board_view_to_time (&self->view, self->view.width / 2),
                        tw_board_view_to_time (&self->view, self->view.width / 2), (int) line);
  tw_board_scrolled (self);
  tw_board_sync (self);
  head = find_head (self, (int) line);
  return head != NULL && gtk_widget_grab_focus (GTK_WIDGET (head));
}

int
tw_board_line_of_head (GtkWidget *widget)
{
  return TW_IS_BOARD_ROW_HEAD (widget) ? TW_BOARD_ROW_HEAD (widget)->line : -1;
}

static void
tw_board_rows_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwBoard *self = TW_BOARD_ROWS (widget)->board;
  double y = tw_board_view_line_to_y (&self->view, TW_BOARD_ROWS (widget)->first);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &(GtkAllocation){ 0, (int) y, width, self->row_px }, -1);
      y += self->row_px;
    }
}

static void
tw_board_rows_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tw_board_rows_parent_class)->dispose (object);
}

static void
tw_board_rows_class_init (TwBoardRowsClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_rows_dispose;
  widget->size_allocate = tw_board_rows_allocate;
  gtk_widget_class_set_css_name (widget, "boardrows");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
tw_board_rows_init (TwBoardRows *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
tw_board_rows_new (TwBoard *board)
{
  TwBoardRows *self = g_object_new (TW_TYPE_BOARD_ROWS, NULL);

  self->board = board;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("People"), -1);
  return GTK_WIDGET (self);
}
