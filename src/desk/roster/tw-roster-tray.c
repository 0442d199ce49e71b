// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-roster-tray.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>

#define MAX_CHIPS 200 /* in sight are twenty; the count says how many there are */

struct _TwRosterTray {
  GtkWidget parent_instance;
  GtkWidget *box, *label, *chips, *scrolled, *conflicts;
  char *kept; /* what is shown, to leave the chips alone while nothing changes */
  guint n;
};

G_DEFINE_FINAL_TYPE (TwRosterTray, tw_roster_tray, GTK_TYPE_WIDGET)

enum { SIGNAL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
id_of (GtkWidget *chip)
{
  return g_object_get_data (G_OBJECT (chip), "shift");
}

static void
clicked_cb (GtkWidget *chip, TwRosterTray *self)
{
  g_autofree char *id = g_strdup (id_of (chip));

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, id);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *chip)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (chip);

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (G_TYPE_STRING, id_of (chip));
}

static GtkWidget *
make_chip (TwRosterTray *self, TwRotaFrame *frame, const TwShift *shift)
{
  GtkWidget *chip = gtk_button_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  g_autofree char *day = tw_roster_words_day (shift->from_us, frame->zone);
  g_autofree char *span = tw_roster_words_span (shift->from_us, shift->to_us, frame->zone);
  g_autofree char *posts = tw_roster_words_posts (frame, shift);
  g_autofree char *text = g_strdup_printf ("%s %s", span, posts);
  /* Translators: day, times, posts */
  g_autofree char *spoken = g_strdup_printf (_ ("Open shift, %1$s %2$s, %3$s"), day, span, posts);
  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", day, text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_button_set_child (GTK_BUTTON (chip), label);
  gtk_widget_add_css_class (chip, "tray-chip");
  gtk_widget_add_css_class (chip, "numeric");
  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (chip), "shift", g_strdup (shift->id), g_free);
  g_signal_connect (chip, "clicked", G_CALLBACK (clicked_cb), self);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), chip);
  gtk_widget_add_controller (chip, GTK_EVENT_CONTROLLER (source));
  return chip;
}

static char *
describe (GPtrArray *shifts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shifts->len; i++)
    {
      const TwShift *shift = shifts->pdata[i];

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", shift->id,
                              shift->rev != NULL ? shift->rev : "", shift->from_us, shift->to_us);
    }
  return g_string_free (text, FALSE);
}

static void
fill (TwRosterTray *self, TwRota *rota, GPtrArray *shifts)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  for (guint i = 0; i < MIN (shifts->len, MAX_CHIPS); i++)
    gtk_box_append (GTK_BOX (self->chips),
                    make_chip (self, tw_rota_get_frame (rota), shifts->pdata[i]));
}

static void
update_label (TwRosterTray *self)
{
  g_autofree char *text = self->n > 0 ? g_strdup_printf (_ ("Open shifts: %u"), self->n)
                                      : g_strdup (_ ("No open shifts"));

  gtk_label_set_text (GTK_LABEL (self->label), text);
}

void
tw_roster_tray_update (TwRosterTray *self, TwRota *rota)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GPtrArray *shifts = rota != NULL ? tw_rota_get_shifts_of (rota, -1) : none;
  g_autofree char *text = describe (shifts);

  g_return_if_fail (TW_IS_ROSTER_TRAY (self));
  if (g_strcmp0 (text, self->kept) == 0)
    return;
  g_free (self->kept);
  self->kept = g_steal_pointer (&text);
  self->n = shifts->len;
  fill (self, rota, shifts);
  update_label (self);
}

guint
tw_roster_tray_get_n (TwRosterTray *self)
{
  g_return_val_if_fail (TW_IS_ROSTER_TRAY (self), 0);
  return self->n;
}

void
tw_roster_tray_set_conflicts (TwRosterTray *self, guint n_red, guint n_yellow)
{
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;
  GtkWidget *box, *label;

  g_return_if_fail (TW_IS_ROSTER_TRAY (self));
  box = gtk_button_get_child (GTK_BUTTON (self->conflicts));
  label = gtk_widget_get_last_child (box);
  text = n_red + n_yellow > 0 ? g_strdup_printf (_ ("Conflicts: %u"), n_red + n_yellow)
                              : g_strdup (_ ("No conflicts"));
  tooltip = g_strdup_printf (_ ("%u red, which block publishing; %u yellow, which want a reason"),
                             n_red, n_yellow);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (self->conflicts, tooltip);
  gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (box)),
                                n_red > 0      ? "dialog-error-symbolic"
                                : n_yellow > 0 ? "dialog-warning-symbolic"
                                               : "object-select-symbolic");
  gtk_widget_remove_css_class (self->conflicts, "line-red");
  gtk_widget_remove_css_class (self->conflicts, "line-yellow");
  if (n_red + n_yellow > 0)
    gtk_widget_add_css_class (self->conflicts, n_red > 0 ? "line-red" : "line-yellow");
}

/* --- object --------------------------------------------------------------------------------- */

static void
tw_roster_tray_dispose (GObject *object)
{
  TwRosterTray *self = TW_ROSTER_TRAY (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->kept, g_free);
  G_OBJECT_CLASS (tw_roster_tray_parent_class)->dispose (object);
}

static void
tw_roster_tray_class_init (TwRosterTrayClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_roster_tray_dispose;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", TW_TYPE_ROSTER_TRAY, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget, "rostertray");
}

static GtkWidget *
make_conflicts (void)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (""));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "numeric");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "roster.conflicts");
  gtk_widget_set_name (button, "tray_conflicts");
  return button;
}

static void
tw_roster_tray_init (TwRosterTray *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->label = gtk_label_new (_ ("No open shifts"));
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->scrolled = gtk_scrolled_window_new ();
  self->conflicts = make_conflicts ();
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->chips);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->scrolled);
  gtk_box_append (GTK_BOX (self->box), self->conflicts);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
