// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-clock-bar.h"

#include "desk/tw-text.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#define TICK_MS 250 /* at x600 a minute of the drill takes 100 ms; the eye needs no more */

struct _TwClockBar {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkLabel *clock;
  GtkMenuButton *drill, *history;
  GtkLabel *history_text, *drill_note;
  GtkButton *pause;
  TwDuty *duty;
  guint tick_id;
  char *shown;
  double shown_speed;
};

G_DEFINE_FINAL_TYPE (TwClockBar, tw_clock_bar, GTK_TYPE_WIDGET)

static GTimeZone *
dup_zone (TwDuty *duty)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (duty);

  return street != NULL ? g_time_zone_ref (street->zone) : tw_zone_new (NULL, NULL);
}

static void
update_drill (TwClockBar *self, double speed)
{
  g_autofree char *times = tw_text_speed (speed);
  g_autofree char *label =
      speed > 0 ? g_strdup_printf (_ ("Drill %s"), times) : g_strdup (_ ("Drill paused"));
  g_autofree char *note = NULL;

  gtk_menu_button_set_label (self->drill, label);
  gtk_button_set_label (self->pause, speed > 0 ? _ ("Pause") : _ ("Resume"));
  if (speed > 0)
    note = g_strdup_printf (_ ("One hour of the drill takes %.4g min"), 60 / speed);
  gtk_label_set_text (self->drill_note,
                      note != NULL ? note : _ ("Nothing new arrives until it is resumed"));
}

static void
update_mode (TwClockBar *self, GTimeZone *zone)
{
  TwDutyClockMode mode = tw_duty_get_clock_mode (self->duty);
  double speed = tw_duty_get_speed (self->duty);

  gtk_widget_set_visible (GTK_WIDGET (self->drill), mode == TW_DUTY_CLOCK_DRILL);
  gtk_widget_set_visible (GTK_WIDGET (self->history), mode == TW_DUTY_CLOCK_HISTORY);
  if (mode == TW_DUTY_CLOCK_DRILL && speed != self->shown_speed)
    {
      self->shown_speed = speed;
      update_drill (self, speed);
    }
  if (mode == TW_DUTY_CLOCK_HISTORY)
    {
      g_autofree char *end = tw_text_when (tw_duty_now_us (self->duty), g_get_real_time (), zone);
      g_autofree char *text = g_strdup_printf (_ ("These data end at %s. The clock stands there: "
                                                  "past and forecast are seen from that moment."),
                                               end);

      gtk_label_set_text (self->history_text, text);
    }
}

void
tw_clock_bar_update (TwClockBar *self)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (TW_IS_CLOCK_BAR (self));
  if (self->duty == NULL)
    return;
  zone = dup_zone (self->duty);
  text = tw_text_clock (tw_duty_now_us (self->duty), zone);
  if (g_strcmp0 (text, self->shown) != 0)
    {
      gtk_label_set_text (self->clock, text);
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
    }
  update_mode (self, zone);
}

static gboolean
tick_cb (gpointer user_data)
{
  tw_clock_bar_update (user_data);
  return G_SOURCE_CONTINUE;
}

void
tw_clock_bar_set_duty (TwClockBar *self, TwDuty *duty)
{
  g_return_if_fail (TW_IS_CLOCK_BAR (self));
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_set_object (&self->duty, duty);
  gtk_widget_set_visible (GTK_WIDGET (self), duty != NULL);
  self->shown_speed = -1;
  if (duty == NULL)
    return;
  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  tw_clock_bar_update (self);
}

static void
tw_clock_bar_dispose (GObject *object)
{
  TwClockBar *self = TW_CLOCK_BAR (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->duty);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CLOCK_BAR);
  G_OBJECT_CLASS (tw_clock_bar_parent_class)->dispose (object);
}

static void
tw_clock_bar_finalize (GObject *object)
{
  g_free (TW_CLOCK_BAR (object)->shown);
  G_OBJECT_CLASS (tw_clock_bar_parent_class)->finalize (object);
}

static void
tw_clock_bar_class_init (TwClockBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_clock_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_clock_bar_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/clock-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, box);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, clock);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, drill);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, history);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, history_text);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, drill_note);
  gtk_widget_class_bind_template_child (widget_class, TwClockBar, pause);
}

static void
tw_clock_bar_init (TwClockBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown_speed = -1;
}
