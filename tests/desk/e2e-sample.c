// SPDX-License-Identifier: Apache-2.0
/* The smallest program worth driving: a button that counts, an entry that is repeated, Ctrl+Q. */
#include <gtk/gtk.h>

static void
press_cb (GtkButton *button, GtkLabel *label)
{
  static guint count;
  g_autofree char *text = g_strdup_printf ("pressed %u", ++count);

  gtk_label_set_text (label, text);
}

static void
echo_cb (GtkEditable *entry, GtkLabel *label)
{
  gtk_label_set_text (label, gtk_editable_get_text (entry));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state,
        gboolean *quit)
{
  *quit = keyval == GDK_KEY_q && (state & GDK_CONTROL_MASK) != 0;
  return *quit;
}

int
main (void)
{
  GtkWidget *window, *box, *button, *entry, *label;
  GtkEventController *keys;
  gboolean quit = FALSE;

  gtk_init ();
  window = gtk_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  button = gtk_button_new_with_label ("按一下");
  entry = gtk_entry_new ();
  label = gtk_label_new ("nothing yet");
  keys = gtk_event_controller_key_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Words",
                                  -1);
  g_signal_connect (button, "clicked", G_CALLBACK (press_cb), label);
  g_signal_connect (entry, "changed", G_CALLBACK (echo_cb), label);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), &quit);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (window, keys);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), label);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_present (GTK_WINDOW (window));
  g_print ("ready\n");
  while (!quit)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
  return 7;
}
