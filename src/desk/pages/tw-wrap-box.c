// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/pages/tw-wrap-box.h"

struct _TwWrapBox {
  GtkWidget parent_instance;
  int spacing;
  gboolean upwards;
};

G_DEFINE_FINAL_TYPE (TwWrapBox, tw_wrap_box, GTK_TYPE_WIDGET)

enum { PROP_SPACING = 1, PROP_UPWARDS, N_PROPS };
static GParamSpec *props[N_PROPS];

/* A child and where it goes. Children of one row have one line number. */
typedef struct {
  GtkWidget *widget;
  gboolean spring;
  int line, width, height;
} Item;

static GArray *
list_items (TwWrapBox *self, int width)
{
  GArray *items = g_array_new (FALSE, TRUE, sizeof (Item));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      Item item = { .widget = child };
      int minimum;

      if (!gtk_widget_should_layout (child))
        continue;
      item.spring = gtk_widget_get_hexpand (child);
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &item.width, NULL, NULL);
      if (width >= 0)
        item.width = MAX (minimum, MIN (item.width, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, item.width, NULL, &item.height, NULL,
                          NULL);
      g_array_append_val (items, item);
    }
  return items;
}

/* Gives each item its line; returns how many there are. */
static int
break_lines (TwWrapBox *self, GArray *items, int width)
{
  int line = 0, x = 0, spring = 0;
  Item *pending = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);

      item->line = line;
      if (item->spring)
        {
          pending = item;
          spring = item->width + self->spacing;
          continue;
        }
      if (x > 0 && x + spring + item->width > width)
        {
          line++;
          x = 0;
        }
      item->line = line;
      if (pending != NULL)
        pending->line = line;
      x += spring + item->width + self->spacing;
      pending = NULL;
      spring = 0;
    }
  return items->len == 0 ? 0 : line + 1;
}

static int
line_height (GArray *items, int line)
{
  int height = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);

      if (item->line == line)
        height = MAX (height, item->height);
    }
  return height;
}

/* Pixels a line leaves over, and among how many springs. */
static int
line_rest (TwWrapBox *self, GArray *items, int line, int width, int *ret_springs)
{
  int used = -self->spacing;

  *ret_springs = 0;
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);

      if (item->line != line)
        continue;
      used += item->width + self->spacing;
      *ret_springs += item->spring ? 1 : 0;
    }
  return MAX (0, width - used);
}

static void
allocate_line (TwWrapBox *self, GArray *items, int line, int width, int y, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int springs, rest = line_rest (self, items, line, width, &springs), x = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      int w = item->width;

      if (item->line != line)
        continue;
      if (item->spring)
        {
          w += rest / springs;
          rest -= rest / springs;
          springs--;
        }
      gtk_widget_size_allocate (item->widget,
                                &(GtkAllocation){ rtl ? width - x - w : x, y, w, height }, -1);
      x += w + self->spacing;
    }
}

static void
tw_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwWrapBox *self = TW_WRAP_BOX (widget);
  g_autoptr (GArray) items = list_items (self, width);
  int n = break_lines (self, items, width), y = self->upwards ? height : 0;

  for (int line = 0; line < n; line++)
    {
      int h = line_height (items, line);

      if (self->upwards)
        y -= h;
      allocate_line (self, items, line, width, y, h);
      y += self->upwards ? -self->spacing : h + self->spacing;
    }
}

static void
measure_width (TwWrapBox *self, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_min, child_nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_min, &child_nat, NULL,
                          NULL);
      *minimum = MAX (*minimum, child_min);
      *natural += child_nat + (*natural > 0 ? self->spacing : 0);
    }
}

static void
tw_wrap_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwWrapBox *self = TW_WRAP_BOX (widget);
  g_autoptr (GArray) items = NULL;
  int n;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }
  items = list_items (self, for_size);
  n = break_lines (self, items, for_size < 0 ? G_MAXINT : for_size);
  *minimum = MAX (0, n - 1) * self->spacing;
  for (int line = 0; line < n; line++)
    *minimum += line_height (items, line);
  *natural = *minimum;
}

static GtkSizeRequestMode
tw_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tw_wrap_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwWrapBox *self = TW_WRAP_BOX (object);

  if (id == PROP_SPACING)
    g_value_set_int (value, self->spacing);
  else
    g_value_set_boolean (value, self->upwards);
}

static void
tw_wrap_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwWrapBox *self = TW_WRAP_BOX (object);

  if (id == PROP_SPACING)
    self->spacing = g_value_get_int (value);
  else
    self->upwards = g_value_get_boolean (value);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tw_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tw_wrap_box_parent_class)->dispose (object);
}

static void
tw_wrap_box_class_init (TwWrapBoxClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object->get_property = tw_wrap_box_get_property;
  object->set_property = tw_wrap_box_set_property;
  object->dispose = tw_wrap_box_dispose;
  widget->size_allocate = tw_wrap_box_size_allocate;
  widget->measure = tw_wrap_box_measure;
  widget->get_request_mode = tw_wrap_box_get_request_mode;
  props[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, 100, 0, flags);
  props[PROP_UPWARDS] = g_param_spec_boolean ("upwards", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
tw_wrap_box_init (TwWrapBox *self)
{
}

GtkWidget *
tw_wrap_box_new (int spacing)
{
  return g_object_new (TW_TYPE_WRAP_BOX, "spacing", spacing, NULL);
}
