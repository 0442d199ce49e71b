// SPDX-License-Identifier: Apache-2.0
/* The kit tests itself: if a click does not arrive here, no other screen test says anything. */
#include "tw-uitest.h"

static void
count_cb (GtkWidget *widget, guint *count)
{
  (*count)++;
}

static void
test_click_and_find (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *first = gtk_button_new_with_label ("First");
  GtkWidget *second = gtk_button_new_with_label ("第二个");
  guint n_first = 0, n_second = 0;

  gtk_widget_set_name (second, "second");
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  gtk_window_set_child (window, box);
  g_signal_connect (first, "clicked", G_CALLBACK (count_cb), &n_first);
  g_signal_connect (second, "clicked", G_CALLBACK (count_cb), &n_second);
  tw_uitest_show (window, 300, 200);

  g_assert_true (tw_uitest_find (GTK_WIDGET (window), "second") == second);
  g_assert_null (tw_uitest_find (GTK_WIDGET (window), "third"));
  g_assert_true (tw_uitest_find_type (GTK_WIDGET (window), GTK_TYPE_BUTTON, 1) == second);
  g_assert_null (tw_uitest_find_type (GTK_WIDGET (window), GTK_TYPE_BUTTON, 2));
  g_assert_true (tw_uitest_find_text (GTK_WIDGET (window), "二") == second);
  tw_uitest_click (second);
  g_assert_true (tw_uitest_until (n_second == 1, 1000));
  g_assert_cmpuint (n_first, ==, 0);
  tw_uitest_close (window);
}

static void
test_keys (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *entry = gtk_entry_new ();

  gtk_window_set_child (window, entry);
  tw_uitest_show (window, 300, 60);
  gtk_widget_grab_focus (entry);
  tw_uitest_type ("Gate 3:A_b");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Gate 3:A_b");
  tw_uitest_key (GDK_KEY_a, GDK_CONTROL_MASK);
  tw_uitest_key (GDK_KEY_BackSpace, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  tw_uitest_close (window);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x_px, double y_px, graphene_point_t *point)
{
  *point = GRAPHENE_POINT_INIT (x_px, y_px);
}

static void
test_drag_and_scroll (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 1);
  GtkWidget *area = gtk_drawing_area_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkGesture *gesture = gtk_gesture_drag_new ();
  graphene_point_t moved = { 0, 0 };

  gtk_widget_set_vexpand (area, TRUE);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (gesture));
  g_signal_connect (gesture, "drag-end", G_CALLBACK (drag_end_cb), &moved);
  gtk_box_append (GTK_BOX (box), area);
  gtk_box_append (GTK_BOX (box), scale);
  gtk_window_set_child (window, box);
  tw_uitest_show (window, 300, 200);

  tw_uitest_drag (area, 20, 20, area, 80, 50, 4);
  g_assert_true (tw_uitest_until (moved.x == 60 && moved.y == 30, 1000));
  gtk_range_set_value (GTK_RANGE (scale), 50);
  tw_uitest_scroll (scale, 2);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), !=, 50);
  tw_uitest_close (window);
}

static void
draw_red_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  cairo_set_source_rgb (cr, *(gboolean *) data ? 1 : 0, 0, 0);
  cairo_paint (cr);
}

static void
test_pixels (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *area = gtk_drawing_area_new ();
  gboolean red = TRUE;
  g_autoptr (GdkTexture) before = NULL, after = NULL;
  GdkRGBA colour;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_red_cb, &red, NULL);
  gtk_window_set_child (window, area);
  tw_uitest_show (window, 100, 80);
  before = tw_uitest_shot (area);
  colour = tw_uitest_pixel (before, 50, 40);
  g_assert_cmpfloat (colour.red, ==, 1);
  g_assert_cmpfloat (colour.green, ==, 0);
  red = FALSE;
  after = tw_uitest_shot (area);
  g_assert_cmpfloat (tw_uitest_difference (before, after), >, 0.99);
  g_assert_cmpfloat (tw_uitest_difference (after, after), ==, 0);
  g_assert_cmpfloat (tw_uitest_cpu_per_frame_ms (area, 5, NULL, NULL), <, 200);
  tw_uitest_close (window);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  g_test_add_func ("/uitest/click-and-find", test_click_and_find);
  g_test_add_func ("/uitest/keys", test_keys);
  g_test_add_func ("/uitest/drag-and-scroll", test_drag_and_scroll);
  g_test_add_func ("/uitest/pixels", test_pixels);
  return g_test_run ();
}
