// sources of the script are joined by mayak/ui/assets.py
