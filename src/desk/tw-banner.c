// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-banner.h"

#include "desk/compat.h"

#include "config.h"

#include <string.h>

#define MAX_PROBLEMS 8

struct _TwBanner {
  GtkWidget parent_instance;
  GtkRevealer *revealer;
  GtkWidget *box, *close;
  GtkImage *icon;
  GtkLabel *label;
  char *state;
  GQueue problems; /* char *, oldest first */
};

G_DEFINE_FINAL_TYPE (TwBanner, tw_banner, GTK_TYPE_WIDGET)

const char *
tw_banner_get_text (TwBanner *self)
{
  g_return_val_if_fail (TW_IS_BANNER (self), NULL);
  return g_queue_is_empty (&self->problems) ? self->state : g_queue_peek_tail (&self->problems);
}

static void
update (TwBanner *self)
{
  const char *text = tw_banner_get_text (self);
  gboolean problem = !g_queue_is_empty (&self->problems);

  if (text != NULL)
    {
      gtk_label_set_text (self->label, text);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
      gtk_image_set_from_icon_name (self->icon, problem ? "dialog-warning-symbolic"
                                                        : "changes-prevent-symbolic");
      gtk_widget_set_visible (self->close, problem);
      if (problem)
        gtk_widget_add_css_class (self->box, "problem");
      else
        gtk_widget_remove_css_class (self->box, "problem");
      tw_compat_announce (GTK_WIDGET (self), text);
    }
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
}

void
tw_banner_set_state (TwBanner *self, const char *text)
{
  g_return_if_fail (TW_IS_BANNER (self));
  if (g_strcmp0 (self->state, text) == 0)
    return;
  g_free (self->state);
  self->state = g_strdup (text);
  update (self);
}

void
tw_banner_add_problem (TwBanner *self, const char *text)
{
  GList *same;

  g_return_if_fail (TW_IS_BANNER (self));
  g_return_if_fail (text != NULL);
  same = g_queue_find_custom (&self->problems, text, (GCompareFunc) strcmp);
  if (same != NULL)
    {
      g_free (same->data);
      g_queue_delete_link (&self->problems, same);
    }
  g_queue_push_tail (&self->problems, g_strdup (text));
  if (g_queue_get_length (&self->problems) > MAX_PROBLEMS)
    g_free (g_queue_pop_head (&self->problems));
  update (self);
}

void
tw_banner_close_problem (TwBanner *self)
{
  g_return_if_fail (TW_IS_BANNER (self));
  g_free (g_queue_pop_tail (&self->problems));
  update (self);
}

static void
tw_banner_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_BANNER);
  G_OBJECT_CLASS (tw_banner_parent_class)->dispose (object);
}

static void
tw_banner_finalize (GObject *object)
{
  TwBanner *self = TW_BANNER (object);

  g_free (self->state);
  g_queue_clear_full (&self->problems, g_free);
  G_OBJECT_CLASS (tw_banner_parent_class)->finalize (object);
}

static void
tw_banner_class_init (TwBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_banner_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_banner_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/banner.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_bind_template_child (widget_class, TwBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, TwBanner, box);
  gtk_widget_class_bind_template_child (widget_class, TwBanner, close);
  gtk_widget_class_bind_template_child (widget_class, TwBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, TwBanner, label);
  gtk_widget_class_bind_template_callback_full (widget_class, "close_cb",
                                                G_CALLBACK (tw_banner_close_problem));
}

static void
tw_banner_init (TwBanner *self)
{
  g_queue_init (&self->problems);
  gtk_widget_init_template (GTK_WIDGET (self));
}
