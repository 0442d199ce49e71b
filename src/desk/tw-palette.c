// SPDX-License-Identifier: Apache-2.0
/*
 * The focus never leaves the entry; the selection moves in the list below it. Keys are taken in the
 * bubble phase, after the entry, so that an input method sees arrows and Enter first while it
 * offers Chinese candidates.
 *
 * Commands appear with the key stroke; the database is asked after a pause of 120 ms, an older
 * question is cancelled and its answer dropped. What was chosen lately stands on top of an empty
 * palette; hits may be names of residents, so that list lives in memory alone.
 */
#include "desk/tw-palette.h"

#include "desk/compat.h"
#include "desk/tw-palette-item.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DEBOUNCE_MS 120
#define MAX_HITS 40
#define MAX_PER_GROUP 6 /* where hits of several kinds share the list */
#define MAX_COMMANDS 8
#define MAX_RECENT 5
#define PAGE_ROWS 8

struct _TwPalette {
  GtkWidget parent_instance;
  GtkWidget *card;
  GtkEntry *entry;
  GtkListBox *list;
  GtkScrolledWindow *scroller;
  GtkStack *stack;
  GtkLabel *nothing, *count;
  GtkSpinner *spinner;

  TwDuty *duty;
  GPtrArray *items; /* TwPaletteItem shown */
  GPtrArray *hits;  /* TwPaletteItem of the last answer */
  guint n_hits_shown;
  GCancellable *cancellable;
  guint debounce_id;
  GtkWidget *focus_before;
};

G_DEFINE_FINAL_TYPE (TwPalette, tw_palette, GTK_TYPE_WIDGET)

enum { CLOSED, MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

static GPtrArray *recent; /* TwPaletteItem, newest first; shared by the windows of the process */

static GPtrArray *
item_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_palette_item_free);
}

static const char *
get_query (TwPalette *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* --- recent ---------------------------------------------------------------------------------- */

static gboolean
same_item (const TwPaletteItem *a, const TwPaletteItem *b)
{
  return a->command == b->command && g_strcmp0 (a->id, b->id) == 0;
}

static void
remember (const TwPaletteItem *item)
{
  TwPaletteItem *copy = tw_palette_item_copy (item, TW_PALETTE_RECENT);

  if (recent == NULL)
    recent = item_array_new ();
  for (guint i = 0; i < recent->len; i++)
    if (same_item (recent->pdata[i], copy))
      {
        g_ptr_array_remove_index (recent, i);
        break;
      }
  g_ptr_array_insert (recent, 0, copy);
  if (recent->len > MAX_RECENT)
    g_ptr_array_set_size (recent, MAX_RECENT);
}

/* --- filling --------------------------------------------------------------------------------- */

static GtkWindow *
get_window (TwPalette *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
add_recent (TwPalette *self)
{
  for (guint i = 0; recent != NULL && i < recent->len; i++)
    {
      const TwPaletteItem *item = recent->pdata[i];

      if (item->command != NULL && !tw_command_is_enabled (item->command, get_window (self)))
        continue;
      if (item->command == NULL && self->duty == NULL)
        continue;
      g_ptr_array_add (self->items, tw_palette_item_copy (item, TW_PALETTE_RECENT));
    }
}

static void
add_commands (TwPalette *self, const char *query)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  gsize n;
  const TwCommand *commands = tw_command_list (&n);

  for (gsize i = 0; i < n; i++)
    {
      TwPaletteItem *item = NULL;

      if (g_strcmp0 (commands[i].action, "win.palette") != 0
          && tw_command_is_enabled (&commands[i], get_window (self)))
        item = tw_palette_item_for_command (&commands[i], query);
      if (item != NULL)
        g_ptr_array_add (found, item);
    }
  if (*query != '\0')
    g_ptr_array_sort (found, tw_palette_item_compare);
  for (guint i = 0; i < found->len; i++)
    if (*query == '\0' || i < MAX_COMMANDS)
      g_ptr_array_add (self->items, found->pdata[i]);
    else
      tw_palette_item_free (found->pdata[i]);
}

static void
clear_list (TwPalette *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  g_ptr_array_set_size (self->items, 0);
}

static void
update_state (TwPalette *self)
{
  gboolean searching = tw_palette_is_searching (self);
  g_autofree char *nothing = NULL;
  g_autofree char *count = NULL;

  gtk_spinner_set_spinning (self->spinner, searching);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), searching);
  gtk_stack_set_visible_child_name (self->stack, self->items->len > 0 ? "list"
                                                 : searching          ? "searching"
                                                                      : "nothing");
  nothing = g_strdup_printf (_ ("Nothing found for “%s”"), get_query (self));
  gtk_label_set_text (self->nothing, nothing);
  if (self->hits->len >= MAX_HITS || self->hits->len > self->n_hits_shown)
    count = g_strdup_printf (_ ("first %u hits"), self->n_hits_shown);
  else if (self->hits->len > 0)
    count = g_strdup_printf (ngettext ("%u hit", "%u hits", self->hits->len), self->hits->len);
  gtk_label_set_text (self->count, count != NULL ? count : "");
}

static void
select_row (TwPalette *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);
  graphene_rect_t bounds;
  GtkAdjustment *vadj = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_list_box_select_row (self->list, row);
  if (row == NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                     GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
      return;
    }
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  if (index == 0)
    gtk_adjustment_set_value (vadj, 0);
  else if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (vadj, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

/* Hits come sorted by group; a crowd of one kind must not hide the others. */
static void
add_hits (TwPalette *self)
{
  guint n = self->hits->len, in_group = 0;
  const TwPaletteItem *first = n > 0 ? self->hits->pdata[0] : NULL;
  const TwPaletteItem *last = n > 0 ? self->hits->pdata[n - 1] : NULL;
  gboolean mixed = n > 0 && first->group != last->group;

  self->n_hits_shown = 0;
  for (guint i = 0; i < n; i++)
    {
      const TwPaletteItem *hit = self->hits->pdata[i],
                          *before = i > 0 ? self->hits->pdata[i - 1] : hit;
      TwPaletteItem *copy;

      in_group = hit->group == before->group ? in_group + 1 : 1;
      if (mixed && in_group > MAX_PER_GROUP)
        continue;
      copy = tw_palette_item_copy (hit, hit->group);
      g_array_append_vals (copy->ranges, hit->ranges->data, hit->ranges->len);
      g_ptr_array_add (self->items, copy);
      self->n_hits_shown++;
    }
}

static void
refill (TwPalette *self)
{
  g_autofree char *query = g_strstrip (g_strdup (get_query (self)));

  clear_list (self);
  if (*query == '\0')
    add_recent (self);
  add_commands (self, query);
  add_hits (self);
  for (guint i = 0; i < self->items->len; i++)
    gtk_list_box_append (self->list, tw_palette_item_make_row (self->items->pdata[i]));
  select_row (self, 0);
  update_state (self);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const TwPaletteItem *item = tw_palette_item_of_row (row);
  const TwPaletteItem *above = before != NULL ? tw_palette_item_of_row (before) : NULL;
  GtkWidget *label;

  if (above != NULL && above->group == item->group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (tw_palette_group_get_title (item->group));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "palette-heading");
  gtk_list_box_row_set_header (row, label);
}

/* --- asking the database --------------------------------------------------------------------- */

static void
cancel_search (TwPalette *self)
{
  g_clear_handle_id (&self->debounce_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static GPtrArray *
items_of_hits (TwPalette *self, GPtrArray *found)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  g_autoptr (GTimeZone) zone = NULL;
  GPtrArray *items = item_array_new ();

  zone = street != NULL ? g_time_zone_ref (street->zone) : tw_zone_new (NULL, NULL);
  for (guint i = 0; i < found->len; i++)
    {
      TwPaletteItem *item = tw_palette_item_for_hit (found->pdata[i], get_query (self),
                                                     tw_duty_now_us (self->duty), zone);

      item->score = found->len - i; /* the order of the answer within its group */
      g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, tw_palette_item_compare);
  return items;
}

static void
search_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tw_duty_search_finish (TW_DUTY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->duty != (gpointer) source)
    return;
  g_clear_object (&self->cancellable);
  if (found != NULL)
    {
      g_ptr_array_unref (self->hits);
      self->hits = items_of_hits (self, found);
    }
  else
    g_signal_emit (self, signals[MESSAGE], 0, error->message);
  refill (self);
}

static gboolean
debounce_cb (gpointer user_data)
{
  TwPalette *self = user_data;

  self->debounce_id = 0;
  self->cancellable = g_cancellable_new ();
  tw_duty_search_async (self->duty, get_query (self), MAX_HITS, self->cancellable, search_done_cb,
                        g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TwPalette *self)
{
  g_autofree char *query = g_strstrip (g_strdup (get_query (self)));

  cancel_search (self);
  g_ptr_array_set_size (self->hits, 0);
  if (*query != '\0' && self->duty != NULL)
    self->debounce_id = g_timeout_add (DEBOUNCE_MS, debounce_cb, self);
  refill (self);
}

/* --- choosing -------------------------------------------------------------------------------- */

static void
run_hit (TwPalette *self, const TwPaletteItem *item)
{
  g_autofree char *text = NULL;

  if (!isnan (item->lat))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-place", "(sdd)", item->title,
                                  item->lat, item->lon);
      return;
    }
  text = g_strdup_printf (_ ("“%s” has no place on the map"), item->title);
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

static void
run_command (TwPalette *self, const TwCommand *command)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (command->action, &name, &target, NULL))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), name, target);
}

static void
row_activated_cb (TwPalette *self, GtkListBoxRow *row)
{
  /* A copy: closing empties the list. */
  TwPaletteItem *item = tw_palette_item_copy (tw_palette_item_of_row (row), TW_PALETTE_RECENT);

  remember (item);
  tw_palette_close (self);
  if (item->command != NULL)
    run_command (self, item->command);
  else
    run_hit (self, item);
  tw_palette_item_free (item);
}

static void
entry_activate_cb (TwPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row_activated_cb (self, row);
}

static void
move_selection (TwPalette *self, int step, gboolean wrap)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int n = (int) self->items->len;
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (n == 0)
    return;
  at += step;
  at = wrap ? (at + n) % n : CLAMP (at, 0, n - 1);
  select_row (self, at);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType mods,
        gpointer user_data)
{
  TwPalette *self = user_data;

  if (mods & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_selection (self, 1, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_selection (self, -1, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      move_selection (self, PAGE_ROWS, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      move_selection (self, -PAGE_ROWS, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      return GDK_EVENT_STOP; /* nowhere else to go while it is open */
    case GDK_KEY_Escape:
      tw_palette_close (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  TwPalette *self = user_data;
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (picked == NULL || (picked != self->card && !gtk_widget_is_ancestor (picked, self->card)))
    tw_palette_close (self);
}

/* --- public ---------------------------------------------------------------------------------- */

void
tw_palette_set_duty (TwPalette *self, TwDuty *duty)
{
  g_return_if_fail (TW_IS_PALETTE (self));
  if (self->duty == duty)
    return;
  cancel_search (self);
  g_ptr_array_set_size (self->hits, 0);
  g_set_object (&self->duty, duty);
}

void
tw_palette_open (TwPalette *self, const char *text)
{
  GtkWidget *focus;

  g_return_if_fail (TW_IS_PALETTE (self));
  focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  if (!tw_palette_is_open (self))
    g_set_weak_pointer (&self->focus_before, focus);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

void
tw_palette_close (TwPalette *self)
{
  g_return_if_fail (TW_IS_PALETTE (self));
  if (!tw_palette_is_open (self))
    return;
  cancel_search (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->focus_before != NULL)
    gtk_widget_grab_focus (self->focus_before);
  g_clear_weak_pointer (&self->focus_before);
  clear_list (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

gboolean
tw_palette_is_open (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

guint
tw_palette_get_n_rows (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), 0);
  return self->items->len;
}

gboolean
tw_palette_is_searching (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), FALSE);
  return self->debounce_id != 0 || self->cancellable != NULL;
}

static void
tw_palette_dispose (GObject *object)
{
  TwPalette *self = TW_PALETTE (object);

  cancel_search (self);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_object (&self->duty);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PALETTE);
  G_OBJECT_CLASS (tw_palette_parent_class)->dispose (object);
}

static void
tw_palette_finalize (GObject *object)
{
  TwPalette *self = TW_PALETTE (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->hits);
  G_OBJECT_CLASS (tw_palette_parent_class)->finalize (object);
}

static void
tw_palette_class_init (TwPaletteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tw_palette_dispose;
  object_class->finalize = tw_palette_finalize;

  signals[CLOSED] = g_signal_new ("closed", TW_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", TW_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/palette.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, card);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, list);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, scroller);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, stack);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, nothing);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, count);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, spinner);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tw_palette_init (TwPalette *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->items = item_array_new ();
  self->hits = item_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
