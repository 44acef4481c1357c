"""The synthetic demo panel: invented people, real shapes. Start at `warehouse.demo.panel.make_panel`."""
