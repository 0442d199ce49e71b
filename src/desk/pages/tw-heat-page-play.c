// SPDX-License-Identifier: Apache-2.0
/* Playing the hours of the time strip. */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/tw-settings.h"

#include <glib/gi18n-lib.h>

static const int speeds[] = { 1, 2, 4, 8 };

static int
get_speed (TwHeatPage *self)
{
  return speeds[MIN (gtk_drop_down_get_selected (self->speed_drop), G_N_ELEMENTS (speeds) - 1)];
}

static gboolean
play_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);
  gint64 frame_us = gdk_frame_clock_get_frame_time (clock);
  int first, last, hour = tw_time_strip_get_hour (self->strip), steps;

  if (self->play_frame_us != 0)
    self->play_hours += (double) (frame_us - self->play_frame_us) / TW_US_PER_S * get_speed (self);
  self->play_frame_us = frame_us;
  steps = (int) self->play_hours;
  if (steps == 0)
    return G_SOURCE_CONTINUE;
  self->play_hours -= steps;
  tw_time_strip_get_limits (self->strip, &first, &last);
  tw_time_strip_set_hour (self->strip, hour + steps > last ? first : hour + steps);
  return G_SOURCE_CONTINUE;
}

static void
playing_changed_cb (TwTimeStrip *strip, GParamSpec *pspec, TwHeatPage *self)
{
  gboolean playing = tw_time_strip_get_playing (strip);
  const char *text = playing ? _ ("Stop (Space)") : _ ("Play the hours (Space)");

  if (playing && self->tick_id == 0)
    {
      self->play_frame_us = 0;
      self->play_hours = 0;
      self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), play_cb, NULL, NULL);
    }
  else if (!playing && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
      self->tick_id = 0;
    }
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
speed_changed_cb (GtkDropDown *drop, GParamSpec *pspec, TwHeatPage *self)
{
  tw_settings_set_int ("heat-play-speed", get_speed (self));
}

void
tw_heat_page_restore_speed (TwHeatPage *self)
{
  int speed = tw_settings_get_int ("heat-play-speed", 4);

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i] == speed)
      gtk_drop_down_set_selected (self->speed_drop, i);
}

void
tw_heat_page_connect_play (TwHeatPage *self)
{
  g_signal_connect_object (self->speed_drop, "notify::selected", G_CALLBACK (speed_changed_cb),
                           self, 0);
  g_signal_connect_object (self->strip, "notify::playing", G_CALLBACK (playing_changed_cb), self,
                           0);
}
