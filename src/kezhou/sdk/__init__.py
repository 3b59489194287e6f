"""The words that modules and plug-ins are written with. It only re-exports; what stands here is kept stable."""
